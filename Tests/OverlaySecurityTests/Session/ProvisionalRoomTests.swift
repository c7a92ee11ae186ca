import OverlayCore
import Testing

@testable import OverlaySecurity

@Suite("Room for answers to somebody unknown")
struct ProvisionalRoomTests {
  private let start = Instant(nanoseconds: 1_000_000_000)

  /// Places 0, 1 and so on, taken by these sources one after another.
  private func places(_ sources: [UInt128], isProven: Bool = true) -> ProvisionalPlaces {
    var places = ProvisionalPlaces()
    for (place, source) in sources.enumerated() {
      places.insert(place, from: source, isProven: isProven, now: start)
    }
    return places
  }

  @Test("without proof half of the places may be had, and nobody gives way")
  func unproven() {
    let few = places([1, 2, 3], isProven: false)
    #expect(few.room(for: 1, isProven: false, limit: 8, now: start) == .free)
    let half = places([1, 2, 3, 4], isProven: false)
    #expect(half.room(for: 5, isProven: false, limit: 8, now: start) == .afterProof)
    #expect(half.room(for: 5, isProven: true, limit: 8, now: start) == .free)
    let full = places([1, 1, 1, 1])
    #expect(full.room(for: 5, isProven: false, limit: 4, now: start) == .afterProof)
  }

  @Test("who has proved itself takes the oldest place of those that have not")
  func proven() {
    var places = places([1, 2])
    places.insert(2, from: 3, isProven: false, now: start)
    places.insert(3, from: 3, isProven: false, now: start)
    #expect(places.room(for: 1, isProven: true, limit: 4, now: start) == .instead(of: 2))
    // A newer initiation of that peer's, with proof.
    places.renew(2, from: 3, isProven: true, now: start)
    #expect(places.room(for: 1, isProven: true, limit: 4, now: start) == .instead(of: 3))
  }

  @Test("or else the oldest of the source that holds most, if it holds more than its own")
  func mostHeld() {
    let places = places([1, 2, 2, 2, 3, 3])
    #expect(places.room(for: 9, isProven: true, limit: 6, now: start) == .instead(of: 1))
    #expect(places.room(for: 1, isProven: true, limit: 6, now: start) == .instead(of: 1))
    #expect(places.room(for: 3, isProven: true, limit: 6, now: start) == .instead(of: 1))
  }

  @Test("or its own source's oldest, after the time of a round trip")
  func own() {
    var places = places([1, 2, 1, 2])
    let early = start + .milliseconds(250)
    #expect(places.room(for: 2, isProven: true, limit: 4, now: early) == .none)
    let late = start + .milliseconds(251)
    #expect(places.room(for: 2, isProven: true, limit: 4, now: late) == .instead(of: 1))
    places.remove(1)
    #expect(places.room(for: 2, isProven: true, limit: 4, now: early) == .free)
    #expect(places.count == 3 && !places.contains(1) && places.contains(3))
  }
}
