internal import ArgumentParser
internal import OverlaySecurity

/// A range of addresses such as 10.99.0.0/24, as an argument.
struct PrefixArgument: ExpressibleByArgument {
  let prefix: AddressPrefix

  init?(argument: String) {
    guard let prefix = AddressPrefix(argument) else { return nil }
    self.prefix = prefix
  }

  var defaultValueDescription: String { prefix.description }
}
