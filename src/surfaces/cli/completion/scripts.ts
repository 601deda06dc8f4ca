/** The shells that completion is made for. */
export const shells = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof shells)[number];

// Each hands the line up to the cursor to the program, which knows its own commands and asks the server for names.
const bash = `# bash completion for gnosis-docker; load it with: source <(gnosis-docker completion bash)
_gnosis_docker() {
  local line="\${COMP_LINE:0:COMP_POINT}" IFS=$'\\n' word prefix
  COMPREPLY=($(gnosis-docker __complete "$line" 2>/dev/null))
  # bash has cut the word at ':' and '=' already, so that only what follows may be inserted.
  word="\${line##* }"
  prefix="\${word%"\${word##*[:=]}"}"
  [ -n "$prefix" ] && COMPREPLY=("\${COMPREPLY[@]#"$prefix"}")
  return 0
}
complete -o bashdefault -o default -F _gnosis_docker gnosis-docker
`;

const zsh = `#compdef gnosis-docker
# zsh completion for gnosis-docker; load it with: source <(gnosis-docker completion zsh)
_gnosis_docker() {
  local -a candidates
  candidates=("\${(@f)$(gnosis-docker __complete "\${LBUFFER}" 2>/dev/null)}")
  candidates=(\${candidates:#})
  if (( \${#candidates} )); then compadd -a candidates; else _files; fi
}
if [ "$funcstack[1]" = "_gnosis_docker" ]; then _gnosis_docker "$@"; else compdef _gnosis_docker gnosis-docker; fi
`;

const fish = `# fish completion for gnosis-docker; load it with: gnosis-docker completion fish | source
complete -c gnosis-docker -e
complete -c gnosis-docker -f -a '(gnosis-docker __complete (commandline -cp | string collect) 2>/dev/null)'
`;

/** The completion script for a shell. */
export const completionScript: Readonly<Record<Shell, string>> = { bash, zsh, fish };
