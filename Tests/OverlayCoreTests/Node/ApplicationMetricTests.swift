import Testing

@testable import OverlayCore

@Suite("Metrics of applications")
struct ApplicationMetricTests {
  private static let mirrors = TrafficClass(rawValue: 8) ?? .balanced

  private static func mesh(
    _ composition: MetricDefinition.Composition = .maximum,
    _ direction: MetricDefinition.Direction = .lower
  ) -> PlainMesh {
    var configuration = NodeConfiguration.standard
    configuration.metrics = [
      MetricDefinition(
        number: 3, name: "mirror-seconds", unit: "s", direction: direction,
        composition: composition)
    ]
    configuration.classes = ClassTable(
      configured: [(mirrors, ClassRule(metric: .application(3)))])
    let mesh = PlainMesh(4, configuration: configuration)
    mesh.run(for: .seconds(3))
    return mesh
  }

  private static func report(
    _ value: Double, from host: Int, to other: Int, of mesh: PlainMesh,
    for lifetime: Interval = .seconds(60)
  ) -> Bool {
    mesh.hosts[host].node.report(
      value, of: 3, about: PlainMesh.identity(other), lifetime: lifetime, now: mesh.now)
  }

  private static func way(_ mesh: PlainMesh) -> [Int] { mesh.walk(from: 0, to: 1, class: mirrors) }

  @Test("a report changes the route within a second, and stops doing so after it has expired")
  func reportAndExpiry() {
    let mesh = Self.mesh()
    #expect(Self.way(mesh) == [0, 1])
    #expect(Self.report(9, from: 0, to: 1, of: mesh))
    #expect(Self.report(1, from: 0, to: 2, of: mesh, for: .seconds(10)))
    #expect(Self.report(2.31, from: 2, to: 1, of: mesh, for: .seconds(10)))
    mesh.run(for: .seconds(1))
    #expect(Self.way(mesh) == [0, 2, 1])
    #expect(mesh.walk(from: 0, to: 1) == [0, 1], "other classes do not care")
    mesh.run(for: .seconds(8))
    #expect(Self.way(mesh) == [0, 2, 1])
    mesh.run(for: .milliseconds(1_200))
    #expect(Self.way(mesh) == [0, 1], "only the direct link has a value that still holds")
  }

  @Test("a value that is renewed goes on holding")
  func renewal() {
    let mesh = Self.mesh()
    _ = Self.report(9, from: 0, to: 1, of: mesh)
    for _ in 0..<10 {
      _ = Self.report(1, from: 0, to: 3, of: mesh, for: .seconds(3))
      _ = Self.report(1, from: 3, to: 1, of: mesh, for: .seconds(3))
      mesh.run(for: .seconds(2))
      #expect(Self.way(mesh) == [0, 3, 1])
    }
  }

  @Test(
    "values compose along a path as the metric says",
    arguments: [
      (MetricDefinition.Composition.sum, 5.0), (.maximum, 3), (.minimum, 2),
    ])
  func composition(_ composition: MetricDefinition.Composition, _ expected: Double) {
    let metric = MetricDefinition(
      number: 0, name: "m", unit: "", direction: .lower, composition: composition)
    #expect(metric.compose(2, 3) == expected)
  }

  @Test("shares that are lost compose by what survives")
  func survival() {
    let metric = MetricDefinition(
      number: 0, name: "m", unit: "", direction: .lower, composition: .survival)
    #expect((metric.compose(0.1, 0.2) - 0.28).magnitude < 1e-12)
    #expect(!metric.allows(1.1))
  }

  @Test("of capacities the path with the widest narrowest link is taken")
  func capacities() {
    let mesh = Self.mesh(.minimum, .higher)
    _ = Self.report(10, from: 0, to: 1, of: mesh)
    _ = Self.report(100, from: 0, to: 2, of: mesh)
    _ = Self.report(5, from: 2, to: 1, of: mesh)
    _ = Self.report(40, from: 0, to: 3, of: mesh)
    _ = Self.report(30, from: 3, to: 1, of: mesh)
    mesh.run(for: .seconds(1))
    #expect(Self.way(mesh) == [0, 3, 1])
  }

  @Test("values that mean nothing are refused and change nothing")
  func refusals() {
    let mesh = Self.mesh()
    #expect(!Self.report(-1, from: 0, to: 1, of: mesh))
    #expect(!Self.report(.nan, from: 0, to: 1, of: mesh))
    #expect(!Self.report(.infinity, from: 0, to: 1, of: mesh))
    #expect(!Self.report(1, from: 0, to: 0, of: mesh), "of ourselves")
    let isTaken = mesh.hosts[0].node.report(
      1, of: 4, about: PlainMesh.identity(1), lifetime: .seconds(1), now: mesh.now)
    #expect(!isTaken, "of a metric that is not defined")
    let held = mesh.hosts[0].node.reportedValue(of: 3, about: PlainMesh.identity(1), now: mesh.now)
    #expect(held == nil)
  }

  @Test("a report reaches the others although three frames in ten are lost")
  func lossy() {
    let mesh = Self.mesh()
    mesh.loss = { _, _ in 0.3 }
    _ = Self.report(9, from: 0, to: 1, of: mesh)
    _ = Self.report(1, from: 0, to: 2, of: mesh)
    _ = Self.report(1, from: 2, to: 1, of: mesh)
    mesh.run(for: .seconds(5))
    mesh.loss = { _, _ in 0 }
    mesh.run(for: .seconds(5))
    #expect(Self.way(mesh) == [0, 2, 1])
  }
}
