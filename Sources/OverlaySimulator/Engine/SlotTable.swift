/// Values by number, the numbers of those that are gone used again.
struct SlotTable<Value> {
  private var values: [Value] = []
  private var free: [UInt32] = []

  /// How many values there are.
  var count: Int { values.count - free.count }

  /// Bytes that the table has taken from the system.
  var footprint: Int {
    values.capacity * MemoryLayout<Value>.stride + free.capacity * MemoryLayout<UInt32>.stride
  }

  /// The value of that number, which must be in use.
  subscript(number: UInt32) -> Value {
    get { values[Int(number)] }
    set { values[Int(number)] = newValue }
  }

  /// Puts a value in and returns its number.
  mutating func insert(_ value: Value) -> UInt32 {
    if let number = free.popLast() {
      values[Int(number)] = value
      return number
    }
    values.append(value)
    return UInt32(values.count - 1)
  }

  /// Takes a value out.
  mutating func remove(_ number: UInt32) -> Value {
    free.append(number)
    return values[Int(number)]
  }
}
