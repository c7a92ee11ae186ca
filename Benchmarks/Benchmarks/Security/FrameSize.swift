/// The two ends of the packet sizes that the data path sees.
enum FrameSize: Int, CaseIterable {
  /// A beacon, an acknowledgement or a voice packet.
  case small = 64
  /// A full packet inside a tunnel.
  case full = 1_400

  var label: String { "\(rawValue) B" }
}
