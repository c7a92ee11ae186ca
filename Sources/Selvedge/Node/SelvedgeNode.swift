public import OverlayCore
internal import OverlayRuntime

/// A node of a Selvedge network inside this process: without root, a network device or a daemon.
///
/// ```swift
/// let node = try await SelvedgeNode.start(.init(stateDirectory: "/home/ann/.local/state/selvedge"))
/// try await node.waitUntilReachable("bob", within: .seconds(10))
/// let conduit = try node.open(port: 5004)
/// try await conduit.send(Array("hello".utf8), to: "bob", class: .latency)
/// for await datagram in conduit.datagrams { print(datagram.payload) }
/// await node.stop()
/// ```
///
/// The node is a full member: it measures its paths, routes around failures, and relays for others as
/// any daemon does. Its loop has a thread of its own; everything here can be called from any thread or
/// task and blocks none of them. A process may have several nodes.
///
/// Let go of, a node stops by itself; ``stop()`` says when it has.
public final class SelvedgeNode: Sendable {
  private let thread: NodeThread

  private init(_ thread: NodeThread) {
    self.thread = thread
  }

  deinit {
    thread.requestStop()
  }

  /// Starts a node, and returns when it listens. The others it meets in the time that follows:
  /// ``waitUntilReachable(_:within:)``.
  ///
  /// - Throws: ``SelvedgeError/refused(problem:remedy:)`` when there is no node in the state directory,
  ///   another process runs it, a setting is wrong, or an address is taken.
  public static func start(
    _ configuration: SelvedgeConfiguration
  ) async throws(SelvedgeError) -> SelvedgeNode {
    SelvedgeNode(try await NodeThread.start(configuration))
  }

  /// Leaves the network in good order and stops: the others are told, conduits are closed, sequences
  /// end. Returns when sockets and state directory are free again. Can be called twice.
  public func stop() async {
    thread.requestStop()
    await thread.waitUntilStopped()
  }

  /// Whether the node runs. It can stop without being asked here: by `selvedge down`, or when the kernel
  /// refuses to go on, which the log tells.
  public var isRunning: Bool { thread.isRunning }

  /// Who this node is.
  public var id: NodeID { thread.identity }

  /// Its name in the network.
  public var name: String { thread.name }

  /// The UDP addresses it listens on, with the ports that the kernel chose.
  public var listening: [String] { thread.listening }

  /// What another node needs to call this one when it starts: ``Membership/introduce(_:)``.
  public var contact: NodeContact { thread.contact }

  /// Opens a conduit.
  ///
  /// - Parameters:
  ///   - port: what tells it from this node's others, and what senders name; nil for any that is free.
  ///     A program behind a forwarded port of a daemon (`tunnels` and `services` in config.yaml) is
  ///     reached by its port and can reach this one.
  ///   - options: how much waits for the application.
  /// - Throws: ``SelvedgeError/portInUse(_:)``, ``SelvedgeError/tooManyConduits(limit:)`` or
  ///   ``SelvedgeError/stopped``.
  public func open(
    port: UInt16? = nil, options: ConduitOptions = ConduitOptions()
  ) throws(SelvedgeError) -> Conduit {
    let capacities = 1...RuntimeLimits.applicationQueueMax
    guard capacities ~= options.queueCapacity else {
      throw .refused(
        problem: "a conduit cannot keep \(options.queueCapacity) datagrams",
        remedy: "Choose a queue capacity in 1...\(RuntimeLimits.applicationQueueMax).")
    }
    do throws(ApplicationExchange.PortRefusal) {
      let endpoint = try thread.exchange.open(
        port, capacity: options.queueCapacity,
        overflow: options.overflow == .dropOldest ? .dropOldest : .dropNewest)
      return Conduit(thread.exchange, endpoint)
    } catch {
      switch error {
      case .inUse: throw .portInUse(port ?? 0)
      case .tooMany: throw .tooManyConduits(limit: RuntimeLimits.applicationPorts)
      case .stopped: throw .stopped
      }
    }
  }

  /// Asks the loop; throws when the node has stopped.
  func ask<Answer: Sendable>(
    _ question: @escaping @Sendable (any ApplicationHost) -> Answer
  ) async throws(SelvedgeError) -> Answer {
    guard let answer = await thread.exchange.ask(question) else { throw .stopped }
    return answer
  }

  /// Where the loop and applications meet.
  var exchange: ApplicationExchange { thread.exchange }
}
