import OverlayCore
import OverlaySimulator
import Testing

@testable import OverlayLab

@Suite("settings of a lab's paths")
struct PathSettingTests {
  @Test("every value that help names is taken")
  func values() {
    var path = PathModel(delay: .zero)
    let settings: [(PathSetting, String)] = [
      (.delay, "30ms"), (.jitter, "300us"), (.loss, "5%"), (.duplicate, "0.01"), (.reorder, "1 %"),
      (.reorderDelay, "1s"), (.rate, "1.5mbit"), (.queue, "50ms"), (.mtu, "1400"), (.icmp, "true"),
    ]
    for (setting, text) in settings { #expect(setting.apply(text, to: &path), "\(setting)") }
    #expect(
      path
        == PathModel(
          delay: .milliseconds(30), jitter: .microseconds(300), loss: .independent(0.05),
          duplication: 0.01, reordering: 0.01, reorderingDelay: .seconds(1),
          bitsPerSecond: 1_500_000, queueMax: .milliseconds(50), mtu: 1_400, tellsTooBig: true))
    for setting in [PathSetting.rate, .mtu] { #expect(setting.apply("none", to: &path)) }
    #expect(path.bitsPerSecond == 0 && path.mtu == .max)
  }

  @Test("what is none of its values changes nothing", arguments: PathSetting.allCases)
  func hostile(setting: PathSetting) {
    for text in ["", "x", "-1", "1e99", "nan", "inf%", "-5%", "99999999999999999999B", "🦔"] {
      var path = PathModel(delay: .milliseconds(1), loss: .independent(0.1))
      let before = path
      #expect(!setting.apply(text, to: &path), "\(setting.rawValue)=\(text)")
      #expect(path == before)
    }
  }

  @Test("words are applied in an order in which a burst finds its loss")
  func words() throws {
    let settings = try PathWords.parse(["burst=100ms", "loss=10%"])
    #expect(settings.map(\.key) == [.loss, .burst])
    #expect(throws: LabError.self) { try PathWords.check([]) }
    for word in ["loss", "loss=", "=5%", "speed=5", "loss=lots"] {
      #expect(throws: LabError.self, "\(word)") { try PathWords.check([word]) }
    }
  }

  @Test("a selection means both ways unless told otherwise, and names what is not there")
  func selections() throws {
    let layout = try LabLibrary.layout("two-uplinks")
    func count(_ from: String, _ to: String?, bothWays: Bool = true) throws -> Int {
      try LabSelection(from: from, to: to, isBothWays: bothWays).directions(in: layout).count
    }
    #expect(try count("home", "office") == 4)
    #expect(try count("home/lte", "office", bothWays: false) == 1)
    #expect(try count("server", nil) == 6)
    #expect(throws: LabError.unknownHost("hom", known: layout.names)) { try count("hom", nil) }
    #expect(throws: LabError.unknownHost("home/x", known: layout.names)) {
      try count("home/x", nil)
    }
    #expect(throws: LabError.noPath("home/lte", "home/fibre")) {
      try count("home/lte", "home/fibre")
    }
  }
}
