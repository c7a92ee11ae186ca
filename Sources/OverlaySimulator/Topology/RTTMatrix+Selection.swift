// Parts of a matrix, for overlays that are smaller than the data.

extension RTTMatrix {
  /// The times between some of the sites, which are numbered anew in the order given.
  public func restricted(to sites: [Int]) -> RTTMatrix {
    precondition(!sites.isEmpty && sites.allSatisfy { 0..<siteCount ~= $0 }, "no such site")
    var times: [UInt32] = []
    times.reserveCapacity(sliceCount * sites.count * sites.count)
    for slice in 0..<sliceCount {
      for from in sites {
        for to in sites { times.append(microseconds(from: from, to: to, slice: slice)) }
      }
    }
    return RTTMatrix(siteCount: sites.count, sliceLength: sliceLength, times: times)
  }

  /// Both directions' mean in place of each.
  ///
  /// A round trip is one time, whoever measures it: where the two ends found different ones, they
  /// measured at different moments. With equal halves, what a path takes one way is half of what
  /// it takes there and back, as the overlay's metric has it.
  public var symmetric: RTTMatrix {
    var times: [UInt32] = []
    times.reserveCapacity(sliceCount * siteCount * siteCount)
    for slice in 0..<sliceCount {
      for from in 0..<siteCount {
        for to in 0..<siteCount {
          let there = microseconds(from: from, to: to, slice: slice)
          let back = microseconds(from: to, to: from, slice: slice)
          times.append(
            there == RTTMatrix.missing ? there : UInt32((UInt64(there) + UInt64(back)) / 2))
        }
      }
    }
    return RTTMatrix(siteCount: siteCount, sliceLength: sliceLength, times: times)
  }
}
