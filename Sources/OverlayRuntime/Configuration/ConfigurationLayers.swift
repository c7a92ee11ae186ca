internal import Configuration
internal import OverlayCore
internal import Yams

/// Plain settings with the environment laid over the file, and the file over the defaults.
struct ConfigurationLayers {
  private let reader: ConfigReader
  private let document: ConfigurationDocument
  private let environment: [String: String]

  /// Gathers the layers; refuses values of the file that have the wrong type.
  init(
    document: ConfigurationDocument, environment: [String: String]
  ) throws(ConfigurationError) {
    self.document = document
    self.environment = environment
    let prefixed = environment.filter { $0.key.hasPrefix("SELVEDGE_") }
    reader = ConfigReader(providers: [
      EnvironmentVariablesProvider(environmentVariables: prefixed),
      InMemoryProvider(name: "file and defaults", values: try Self.values(document)),
    ]).scoped(to: "selvedge")
  }

  /// Where the value that counts was written.
  func place(of key: ConfigurationKey) -> ConfigurationPlace {
    if environment[key.environmentVariable] != nil {
      return .environment(key.environmentVariable)
    }
    return document.place(of: key) ?? .file("the defaults", line: 0)
  }

  /// Yes or no.
  func flag(_ key: ConfigurationKey) throws(ConfigurationError) -> Bool {
    guard let value = try? reader.requiredBool(forKey: Self.name(key)) else {
      throw bad(key, expected: "true or false")
    }
    return value
  }

  /// A whole number in a range.
  func number(
    _ key: ConfigurationKey, in range: ClosedRange<Int>
  ) throws(ConfigurationError) -> Int {
    guard let value = try? reader.requiredInt(forKey: Self.name(key)), range.contains(value) else {
      throw bad(key, expected: "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  /// One of a few words.
  func choice<Value>(
    _ key: ConfigurationKey, among values: [Value], name: (Value) -> String
  ) throws(ConfigurationError) -> Value {
    let text = try? reader.requiredString(forKey: Self.name(key))
    guard let match = values.first(where: { name($0) == text }) else {
      throw bad(key, expected: "one of " + values.map(name).joined(separator: ", "))
    }
    return match
  }

  /// A network device's name: the kernel allows 15 bytes. Of what it allows, only letters, digits and the
  /// marks that no program takes for something else: the name stands in rules and commands.
  func deviceName(_ key: ConfigurationKey) throws(ConfigurationError) -> String {
    let text = (try? reader.requiredString(forKey: Self.name(key))) ?? ""
    let plain = text.utf8.allSatisfy { byte in
      48...57 ~= byte || 65...90 ~= byte || 97...122 ~= byte || "_-.%".utf8.contains(byte)
    }
    let marks = text.split(separator: "%", omittingEmptySubsequences: false).dropFirst()
    guard plain, 1...15 ~= text.utf8.count, !text.hasPrefix("-"), !text.hasPrefix("."),
      marks.count <= 1,
      marks.allSatisfy({ $0.hasPrefix("d") })
    else {
      throw bad(key, expected: "a device name of at most 15 letters and digits, such as selvedge%d")
    }
    return text
  }

  /// Addresses of the network below.
  func addresses(_ key: ConfigurationKey) throws(ConfigurationError) -> [UnderlayAddress] {
    let texts = (try? reader.requiredStringArray(forKey: Self.name(key))) ?? []
    guard texts.count <= Limits.endpointsMax else {
      throw .tooMany(at: place(of: key), key: key.rawValue, allowed: Limits.endpointsMax)
    }
    var addresses: [UnderlayAddress] = []
    for text in texts {
      guard let address = UnderlayAddress(text), address.port > 0 || key == .listen else {
        throw .badValue(
          at: place(of: key), key: key.rawValue, value: text,
          expected: "an address and a port, such as 192.0.2.1:7272 or [2001:db8::1]:7272")
      }
      addresses.append(address)
    }
    return addresses
  }

  /// A plain value as text.
  func word(_ key: ConfigurationKey) -> String {
    (try? reader.requiredString(forKey: Self.name(key))) ?? ""
  }

  /// A list of plain values as text.
  func strings(_ key: ConfigurationKey) -> [String] {
    (try? reader.requiredStringArray(forKey: Self.name(key))) ?? []
  }

  /// A length of time such as 60s, 5m, 12h or 7d, in seconds.
  func seconds(
    _ key: ConfigurationKey, in range: ClosedRange<Int>
  ) throws(ConfigurationError) -> Int {
    let text = (try? reader.requiredString(forKey: Self.name(key))) ?? ""
    let units: [Character: Int] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400]
    guard let unit = text.last.flatMap({ units[$0] }), let count = Int(text.dropLast()),
      case (let seconds, let overflow) = count.multipliedReportingOverflow(by: unit), !overflow,
      range.contains(seconds)
    else {
      throw bad(
        key,
        expected: "a time from \(Self.words(range.lowerBound)) to \(Self.words(range.upperBound)), "
          + "such as 60s, 5m, 12h or 7d")
    }
    return seconds
  }

  /// A length of time in the largest unit that divides it.
  static func words(_ seconds: Int) -> String {
    let units = [("d", 86_400), ("h", 3_600), ("m", 60)]
    let unit = units.first { seconds % $0.1 == 0 } ?? ("s", 1)
    return "\(seconds / unit.1)\(unit.0)"
  }

  /// A TCP address; nil where none is given.
  func address(_ key: ConfigurationKey) throws(ConfigurationError) -> UnderlayAddress? {
    let text = (try? reader.requiredString(forKey: Self.name(key))) ?? ""
    if text.isEmpty { return nil }
    guard let address = UnderlayAddress(text), address.port > 0 else {
      throw bad(key, expected: "an address and a port, such as 192.0.2.1:7273")
    }
    return address
  }

  /// A text that a check lets through, or nothing.
  func text(
    _ key: ConfigurationKey, expected: String, _ isGood: (String) -> Bool
  ) throws(ConfigurationError) -> String {
    let text = (try? reader.requiredString(forKey: Self.name(key))) ?? ""
    guard text.isEmpty || isGood(text) else { throw bad(key, expected: expected) }
    return text
  }

  func bad(_ key: ConfigurationKey, expected: String) -> ConfigurationError {
    let written = (try? document.scalar(key))?.string ?? ""
    return .badValue(
      at: place(of: key), key: key.rawValue,
      value: environment[key.environmentVariable] ?? written, expected: expected)
  }

  private static func name(_ key: ConfigurationKey) -> ConfigKey {
    ConfigKey(key.components)
  }

  /// The file's value of every key, or its default.
  private static func values(
    _ document: ConfigurationDocument
  ) throws(ConfigurationError) -> [AbsoluteConfigKey: ConfigValue] {
    var values: [AbsoluteConfigKey: ConfigValue] = [:]
    for key in ConfigurationKey.allCases {
      values[AbsoluteConfigKey(["selvedge"] + key.components)] =
        try written(key, in: document) ?? standard(key)
    }
    return values
  }

  private static func written(
    _ key: ConfigurationKey, in document: ConfigurationDocument
  ) throws(ConfigurationError) -> ConfigValue? {
    switch key {
    case .listen, .advertise, .acceptPrefixes, .namesListen:
      return try document.list(key).map { ConfigValue(.stringArray($0), isSecret: false) }
    case .tunEnabled, .tunOffload, .serveExit, .namesEnabled, .namesRegister, .databaseEnabled:
      guard let scalar = try document.scalar(key) else { return nil }
      let value = Bool.construct(from: scalar)
      return ConfigValue(value.map { .bool($0) } ?? .string(scalar.string), isSecret: false)
    case .tunMTU, .meshLimit, .controlClients, .databaseRows:
      guard let scalar = try document.scalar(key) else { return nil }
      let value = Int.construct(from: scalar)
      return ConfigValue(value.map { .int($0) } ?? .string(scalar.string), isSecret: false)
    case .tunName, .profile, .plane, .priority, .logLevel, .trafficDefault, .exit, .forwarding,
      .whenDown, .namesDomain, .databaseSite, .databaseWindow, .databaseKeep, .databaseServe,
      .databaseServer,
      .databaseTokenFile:
      return try document.scalar(key).map { ConfigValue(.string($0.string), isSecret: false) }
    }
  }

  private static func standard(_ key: ConfigurationKey) -> ConfigValue {
    let standard = DaemonConfiguration.standard
    let content: ConfigContent =
      switch key {
      case .listen: .stringArray(standard.listen.map(\.description))
      case .advertise: .stringArray(standard.advertise.map(\.description))
      case .tunEnabled: .bool(standard.tun.enabled)
      case .tunName: .string(standard.tun.name)
      case .tunMTU: .int(standard.tun.mtu)
      case .tunOffload: .bool(standard.tun.offload)
      case .profile: .string(standard.profile.rawValue)
      case .plane: .string(standard.plane.rawValue)
      case .meshLimit: .int(standard.meshLimit)
      case .priority: .string(standard.priority.rawValue)
      case .logLevel: .string(standard.logLevel.rawValue)
      case .controlClients: .int(standard.controlClientsMax)
      case .trafficDefault: .string(standard.traffic.standard.name)
      case .acceptPrefixes: .stringArray([])
      case .exit: .string(standard.edge.exit.text)
      case .serveExit: .bool(standard.edge.servesExit)
      case .forwarding: .string(standard.edge.forwarding.rawValue)
      case .whenDown: .string(standard.edge.whenDown.rawValue)
      case .namesEnabled: .bool(standard.names.enabled)
      case .namesDomain: .string(standard.names.domain)
      case .namesListen: .stringArray(standard.names.listen.map(\.description))
      case .namesRegister: .bool(standard.names.register)
      case .databaseEnabled: .bool(standard.database.enabled)
      case .databaseWindow: .string("\(standard.database.windowSeconds)s")
      case .databaseKeep: .string("\(standard.database.keepSeconds)s")
      case .databaseRows: .int(standard.database.rowsMax)
      case .databaseSite, .databaseServe, .databaseServer, .databaseTokenFile: .string("")
      }
    return ConfigValue(content, isSecret: false)
  }
}
