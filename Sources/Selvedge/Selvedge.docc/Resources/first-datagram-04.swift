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
