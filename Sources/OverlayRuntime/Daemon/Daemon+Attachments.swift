internal import Logging
internal import OverlayCore
internal import OverlaySecurity

// Network devices that programs without rights make in namespaces of their own, and hand over.

extension Daemon {
  /// Takes a program's device over and says what addresses it is to have.
  func attach(
    _ client: Int, trafficClass name: String?, ports: [UInt16], share: Int?, now: Instant
  ) {
    do throws(AttachError) {
      let place = try attach(client, trafficClass: name, ports: ports, share: share)
      let ports = devices.ports(of: place)
      logger.info(
        "a program uses this node's address, with ports \(ports.lowerBound)-\(ports.upperBound)")
      control.send(.attached(attachmentReport(place, now: now)), to: client, on: loop)
    } catch {
      fail(client, problem: error.problem, remedy: error.remedy)
    }
  }

  private func attach(
    _ client: Int, trafficClass name: String?, ports: [UInt16], share: Int?
  ) throws(AttachError) -> Int {
    detach(client)
    guard let file = control.takeFile(of: client) else { throw .nothingPassed }
    guard ports.count <= RuntimeLimits.attachedPorts else { throw .tooManyPorts }
    var trafficClass: TrafficClass?
    if let name {
      trafficClass = configuration.traffic.trafficClass(named: name)
      guard trafficClass != nil else {
        throw .unknownClass(
          name, known: configuration.traffic.names.joined(separator: ", "))
      }
    }
    let place = try devices.place(wanted: share, ports: ports)
    let offloads: TunOffloads = configuration.tun.offload ? .all : []
    let tun: TunDevice
    do throws(TunError) {
      tun = try TunDevice(adopting: file, offloads: offloads)
    } catch {
      throw .device(error)
    }
    do throws(SystemError) {
      let lane = HostDevices.lane(of: place)
      try loop.add(tun.descriptor(), token: EventToken(.tun, index: lane))
    } catch {
      throw .system(error)
    }
    devices.add(
      HostDevice(tun, client: client), at: place, trafficClass: trafficClass, ports: ports)
    return place
  }

  /// Lets go of the device of a client that has left, or hands over another.
  func detach(_ client: Int) {
    for attached in devices.attached where attached.client == client {
      logger.info("a program has let this node's address go")
      lose(attached.place)
    }
  }

  /// Lets go of a device.
  func lose(_ place: Int) {
    guard let device = devices[place] else { return }
    for queue in 0..<device.tun.queueCount { loop.remove(device.tun.descriptor(queue)) }
    devices.remove(place)
    // The host's own comes back as soon as it can be had.
    guard place == HostDevices.hostPlace else { return }
    logger.error("somebody took the network device \(device.tun.name) away; making it anew")
    tun = nil
    devices.ownDueAt = loop.clock.now
  }

  /// Tells programs which names there are now.
  func tellNames(now: Instant) {
    areNamesDue = false
    for attached in devices.attached {
      control.send(
        .attached(attachmentReport(attached.place, now: now)), to: attached.client, on: loop)
    }
  }

  private func attachmentReport(_ place: Int, now: Instant) -> AttachmentReport {
    let ports = devices.ports(of: place)
    let members = node.snapshot(now: now).members.filter { !$0.isSelf }
    return AttachmentReport(
      own: AttachmentReport.Host(
        name: credential.name, ipv4: IPNotation.ipv4(credential.ipv4),
        ipv6: IPNotation.ipv6(ownIPv6)),
      ipv4PrefixLength: Int(credential.ipv4PrefixLength),
      ipv6PrefixLength: Int(OverlayAddress.prefixLength), mtu: configuration.tun.mtu,
      share: place, firstPort: ports.lowerBound, lastPort: ports.upperBound,
      members: members.map {
        AttachmentReport.Host(
          name: $0.name, ipv4: IPNotation.ipv4($0.ipv4), ipv6: IPNotation.ipv6($0.ipv6))
      }.sorted { $0.name < $1.name })
  }
}
