public import OverlayCore
public import OverlaySecurity

/// Finds the longest prefix that an address lies in.
///
/// For each length that occurs, longest first, a search by halves among the prefixes of that length:
/// no allocation, and as many steps as there are lengths. A network has a handful.
public struct PrefixTable: Sendable {
  /// The prefixes of one family and length.
  private struct Level {
    var mask: UInt128
    var range: Range<Int>
  }

  private var ipv4: [Level] = []
  private var ipv6: [Level] = []
  private var addresses: [UInt128] = []
  private var values: [Int] = []

  /// A table of `prefixes`, each standing for its place among them; the first of equal ones counts.
  public init(_ prefixes: [AddressPrefix] = []) {
    let sorted = prefixes.enumerated().sorted { left, right in
      (right.element.length, left.element.address, left.offset)
        < (left.element.length, right.element.address, right.offset)
    }
    for family in [UnderlayAddress.Family.ipv4, .ipv6] {
      var levels: [Level] = []
      var length: UInt8?
      for (offset, prefix) in sorted where prefix.family == family {
        if length != prefix.length {
          length = prefix.length
          let start = addresses.count
          levels.append(
            Level(mask: AddressPrefix.mask(family, prefix.length), range: start..<start))
        }
        addresses.append(prefix.address)
        values.append(offset)
        levels[levels.count - 1].range =
          levels[levels.count - 1].range.lowerBound..<addresses.count
      }
      if family == .ipv4 { ipv4 = levels } else { ipv6 = levels }
    }
  }

  /// Whether there are no prefixes.
  public var isEmpty: Bool { addresses.isEmpty }

  /// The place of the longest prefix that an address lies in; nil when it lies in none.
  public func match(_ address: UInt128, _ family: UnderlayAddress.Family) -> Int? {
    switch family {
    case .ipv4: match(address, in: ipv4)
    case .ipv6: match(address, in: ipv6)
    }
  }

  private func match(_ address: UInt128, in levels: borrowing [Level]) -> Int? {
    for number in levels.indices {
      let wanted = address & levels[number].mask
      var (low, high) = (levels[number].range.lowerBound, levels[number].range.upperBound)
      let end = high
      while low < high {
        let middle = (low + high) / 2
        if addresses[middle] < wanted { low = middle + 1 } else { high = middle }
      }
      if low < end, addresses[low] == wanted { return values[low] }
    }
    return nil
  }
}
