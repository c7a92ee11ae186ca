/// A host of the bench: a network namespace with one or more uplinks.
struct VirtualHost {
  /// What tests call it.
  let name: String
  /// The namespace's name for `ip netns`.
  let namespace: String
  /// Its cables, the default route's first.
  let uplinks: [Uplink]

  /// The address that other hosts usually know.
  var ipv4: String { uplinks[0].ipv4 }
  /// The IPv6 address that other hosts usually know.
  var ipv6: String { uplinks[0].ipv6 }
}
