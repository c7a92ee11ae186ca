import Selvedge

let network = try InMemoryNetwork()
let alice = try await SelvedgeNode.start(.init(network.member("alice")))
