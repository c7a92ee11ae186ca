internal import ArgumentParser

/// Networks of namespaces with modelled paths, for any program.
struct LabCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lab",
    abstract: "Build a network of virtual hosts on this one, with delays, losses and cuts (root).",
    discussion: """
      Each host of a lab is a network namespace. Its wide-area interface leads to an emulator, \
      which gives every packet the delay, jitter, loss, bandwidth, reordering and cuts of the path \
      it takes. Programs need not know: run Selvedge in it, or anything else.

        sudo selvedge lab up triangle                  # three hosts: alpha, beta, gamma
        sudo selvedge lab exec alpha -- ping -c 3 beta
        sudo selvedge lab cut alpha beta               # nothing between them comes through
        sudo selvedge lab heal                         # all paths as the scenario says
        sudo selvedge lab set alpha beta loss=5% delay=80ms
        sudo selvedge lab status                       # hosts, addresses, paths and their counts
        sudo selvedge lab down                         # ends what runs inside, removes everything

      A scenario is a short file; `selvedge lab list` names those that come with the program, \
      `selvedge lab show triangle` prints one to start your own from, `selvedge lab up --help` \
      tells what can stand in it. Labs of different names can be up together: `--name` says which \
      is meant.
      """,
    subcommands: [
      LabUpCommand.self, LabExecCommand.self, LabCutCommand.self, LabHealCommand.self,
      LabSetCommand.self, LabStatusCommand.self, LabListCommand.self, LabShowCommand.self,
      LabDownCommand.self,
    ])
}
