/**
 * System calls that a sandbox's container may not make, although an engine runs in it: loading kernels and modules, clocks, swap, raw
 * ports, handles that lead past mounts, and keys of the host. Containers inside get their engine's own, narrower profile as well.
 */
const refused = [
  ...["kexec_load", "kexec_file_load", "init_module", "finit_module", "delete_module", "create_module", "reboot"],
  ...["settimeofday", "clock_settime", "clock_settime64", "stime", "adjtimex", "clock_adjtime", "clock_adjtime64"],
  ...["swapon", "swapoff", "acct", "iopl", "ioperm", "syslog", "lookup_dcookie", "nfsservctl", "vhangup"],
  ...["open_by_handle_at", "perf_event_open", "userfaultfd", "kcmp", "add_key", "request_key"],
  ...["move_pages", "migrate_pages", "uselib", "ustat", "sysfs", "query_module", "get_kernel_syms"],
];

/** The profile, in the form of the engine's seccomp security option. */
export const seccompProfile = {
  defaultAction: "SCMP_ACT_ALLOW",
  archMap: [
    { architecture: "SCMP_ARCH_X86_64", subArchitectures: ["SCMP_ARCH_X86", "SCMP_ARCH_X32"] },
    { architecture: "SCMP_ARCH_AARCH64", subArchitectures: ["SCMP_ARCH_ARM"] },
  ],
  syscalls: [{ names: refused, action: "SCMP_ACT_ERRNO", errnoRet: 1 }],
};
