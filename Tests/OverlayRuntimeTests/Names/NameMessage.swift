/// A naive reader of answers to questions for names, as a resolver would read them.
struct NameMessage {
  struct Record: Equatable {
    var name: String
    var kind: Int
    var lifetime: Int
    var data: [UInt8]
  }

  var identifier = 0
  var flags = 0
  var question = ""
  var answers: [Record] = []
  var authorities: [Record] = []
  private let bytes: [UInt8]

  init?(_ bytes: [UInt8]) {
    self.bytes = bytes
    guard bytes.count >= 12 else { return nil }
    identifier = number(0)
    flags = number(2)
    var place = 12
    for _ in 0..<number(4) {
      question = name(&place)
      place += 4
    }
    for index in 0..<(number(6) + number(8)) {
      let name = name(&place)
      let length = number(place + 8)
      let record = Record(
        name: name, kind: number(place), lifetime: number(place + 4) << 16 | number(place + 6),
        data: Array(bytes[(place + 10)..<(place + 10 + length)]))
      place += 10 + length
      if index < number(6) { answers.append(record) } else { authorities.append(record) }
    }
    guard place == bytes.count else { return nil }
  }

  var code: Int { flags & 15 }

  private func number(_ place: Int) -> Int { Int(bytes[place]) << 8 | Int(bytes[place + 1]) }

  private func name(_ place: inout Int) -> String {
    var labels: [String] = []
    var at = place
    var end: Int?
    while bytes[at] != 0 {
      if bytes[at] >= 0xc0 {
        end = end ?? at + 2
        at = number(at) & 0x3fff
      } else {
        let length = Int(bytes[at])
        labels.append(String(decoding: bytes[(at + 1)...(at + length)], as: UTF8.self))
        at += length + 1
      }
    }
    place = end ?? at + 1
    return labels.joined(separator: ".")
  }
}
