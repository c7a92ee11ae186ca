internal import ArgumentParser
internal import OverlayCore

/// A UDP address of the network below, as an argument.
struct EndpointArgument: ExpressibleByArgument {
  let address: UnderlayAddress

  init(_ address: UnderlayAddress) {
    self.address = address
  }

  init?(argument: String) {
    guard let address = UnderlayAddress(argument) else { return nil }
    self.address = address
  }

  var defaultValueDescription: String { address.description }
}
