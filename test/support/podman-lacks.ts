/** Tests that Podman 4.3 can't pass, by what it lacks or does otherwise than Docker. The list may only shrink. */
export const podmanLacks: Readonly<Record<string, readonly string[]>> = {
  "it can't change the limits of a container that exists": [
    "each set-up of a container is kept, masked, also when it is gone",
    "a container can be paused, killed, renamed, limited and removed",
    "container.update: Allow 256 MiB and one and a half CPUs",
  ],
  "its event stream has no volumes, networks and health": [
    "events are followed as they happen, and the labels of volumes decide who sees theirs",
    "after every change the next reading shows it",
    "fresh asks the engine, and what memory can't say exactly goes there too",
    "in a storm of changes memory and engine agree whenever the engine is quiet for a moment",
    "all who follow the engine's events share the one stream that the server has anyway, each by its own filter",
  ],
  "a log that is followed from a moment on leaves out lines, or gives more than is there": [
    "many followers of one log share one stream, and each sees every line once, whenever it came",
    "a follower that does not read is told how many messages it missed, and holds nobody up",
    "many who wait for a line of one log share one stream of the engine, and each finds its line",
  ],
  "it builds with a builder of its own, which words its steps and failures otherwise": [
    "a project is built with arguments, labels and a target, without what is ignored",
    "an uploaded archive is built too, and what fails says why, with the log",
    "a failed build keeps its log and its start",
  ],
  "it adds variables of its own to a container's environment, in any order": [
    "a created container is what was asked for, in every spelling",
    "the predecessor's spellings make the same container",
    "inspect shows configuration with masked secrets, unless the caller may see them",
  ],
  "it writes an image's tag where none was given": ["an answer to create has the fields that older clients read"],
  "containers of one second are listed in any order": ["the list has the fields that older clients read, newest first"],
  "asked for the events of a time that is over it gives none": [
    "events of a while ago are given in one piece, narrowed, masked and within the caller's sight",
  ],
  "it removes a network that a container is in": ["a network is created, joined, left and removed"],
  "it says of a container what containment has no words for, so that a developer's is refused": [
    "a developer's container may say everything that baseline containment allows",
  ],
  "it removes an image's containers with it": ["a container whose image is gone is still listed and inspected"],
  "its first sample says nothing of the processor": [
    "stats of a running container are numbers, of a stopped one zeros",
  ],
  "it counts no layers, and fails to count while containers go": [
    "system.usage: What takes the disk?",
    "disk usage counts what the caller may see",
  ],
  "it does not follow links when it is asked what a path is": [
    "a text file is shown, its secrets masked; other bytes are told apart",
    "what is no file, or isn't there, is told",
  ],
  "a commit takes no labels, and images can't be read while others are removed": [
    "images are listed with the fields that older clients read",
    "an image is inspected by name, id and prefix, and its history is shown",
    "unused images are pruned one by one, with all of their tags, and used ones stay",
  ],
  "names in a network need a plugin of its, and its networks have no options": [
    "in a shared network the name that is told is the one that answers",
    "in different networks there is no way, and connecting as told makes one",
    "a port published on every interface is the way round between networks, and is not one out of an internal network",
    "containers in a network with enable_icc=false don't reach each other",
    "on the default bridge the address answers and the name doesn't",
    "another container with the same alias in the shared network is told",
    "the host is reached by the gateway, but not what is published on its loopback",
  ],
  "it asks a registry over TLS unless its own settings name the registry": [
    "credentials of every length reach the registry",
    "an image is pushed to a registry, removed here and pulled back",
    "an image that the registry does not have is not found",
  ],
};
