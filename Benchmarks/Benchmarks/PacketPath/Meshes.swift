/// Meshes that were built before, by whether the direct way between 1 and 2 is cut.
///
/// The harness runs one benchmark after another on one thread.
enum Meshes {
  nonisolated(unsafe) private static var built: [String: Mesh] = [:]
  nonisolated(unsafe) private static var cores: [Int: CoreMesh] = [:]
  nonisolated(unsafe) private static var prefixes: [Int: CoreMesh] = [:]

  static func core(_ members: Int) -> CoreMesh {
    if let mesh = cores[members] { return mesh }
    let mesh = CoreMesh(members)
    cores[members] = mesh
    return mesh
  }

  /// A node of the prefix plane, number 0, and its peers.
  static func prefix(_ peers: Int) -> CoreMesh {
    if let mesh = prefixes[peers] { return mesh }
    let mesh = CoreMesh(prefixPeers: peers)
    prefixes[peers] = mesh
    return mesh
  }

  static func mesh(_ members: Int, isCut: Bool) throws -> Mesh {
    let name = "\(members) \(isCut)"
    if let mesh = built[name] { return mesh }
    let mesh = try Mesh(members)
    if isCut { mesh.cut(1, 2) }
    built[name] = mesh
    return mesh
  }
}
