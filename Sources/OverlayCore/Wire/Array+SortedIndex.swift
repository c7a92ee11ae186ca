extension Array {
  /// Where the elements begin that are no longer before a place, found by halving: the array is
  /// sorted so that all that are before it come first.
  func sortedIndex(notBefore isBefore: (Element) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if isBefore(self[middle]) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
