import Foundation

/// What `selvedge routes --json` tells, as far as tests read it.
struct MemberRoutes: Decodable {
  struct Path: Decodable {
    var relay: String?
  }

  struct Route: Decodable {
    var to: String
    var trafficClass: String
    var paths: [Path]
  }

  var routes: [Route]

  init(json: String) throws {
    self = try JSONDecoder().decode(Self.self, from: Data(json.utf8))
  }
}
