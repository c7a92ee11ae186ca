internal import ArgumentParser

/// Metrics that applications define.
struct MetricCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "metric",
    abstract: "Report what an application measured, and let paths be chosen by it.",
    discussion: """
      A network can route by what only its applications can measure: how long a mirror takes, how \
      busy a site is, what a link costs. Define the metric, and a class that goes by it, under \
      `metrics` and `classes` in config.yaml, alike on every node:

        metrics:
          - {name: mirror-seconds, number: 0, unit: s, better: lower, along-path: maximum}
        classes:
          - {name: mirrors, number: 8, metric: mirror-seconds, match: tcp port 873}

      Then let a program on each node say, again and again, how it finds its links to others:

        selvedge metric report mirror-seconds utah 2.31 --for 60s

      The others hear of it at once, and forget it when it is not renewed. Where nothing is \
      reported, paths are judged as by the class `balanced`, behind those of which something is.
      """,
    subcommands: [MetricReportCommand.self, MetricListCommand.self])
}
