/// How a translator in front of a host gives out ports. Both kinds let in only what comes from where
/// something was sent to, as nftables' masquerading does and most routers at home do.
enum Translation: String {
  /// The host's own port where it is free: the same toward everybody.
  case keepsPorts = "masquerade"
  /// Another port toward each destination, chosen at random.
  case random = "masquerade random,fully-random"
}
