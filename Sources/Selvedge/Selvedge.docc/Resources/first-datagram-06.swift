import Selvedge

let network = try InMemoryNetwork()
let alice = try await SelvedgeNode.start(.init(network.member("alice")))

var others: [SelvedgeNode] = []
for name in ["bob", "carol"] {
  let membership = try network.member(name)
  try membership.introduce(alice.contact)
  others.append(try await SelvedgeNode.start(.init(membership)))
}
try await alice.waitUntilReachable("bob", within: .seconds(10))

let service = try others[0].open(port: 7)
let conduit = try alice.open()

try await conduit.send(Array("Is anybody there?".utf8), to: "bob", port: 7, class: .latency)

if let question = await service.datagrams.first(where: { _ in true }) {
  print("bob got:", String(decoding: question.payload, as: UTF8.self))
  try await service.send(
    Array("Only me.".utf8), to: .node(question.source), port: question.sourcePort)
}
if let answer = await conduit.datagrams.first(where: { _ in true }) {
  print("alice got:", String(decoding: answer.payload, as: UTF8.self))
}
