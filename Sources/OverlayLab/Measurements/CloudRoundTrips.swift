public import FoundationEssentials
public import OverlaySimulator

/// Round trips between the regions of a cloud provider, read from JSON as cloudping gives it:
/// `{"data": {"region": {"region": milliseconds}}}`.
///
/// The simulator imports no JSON reader, so the file is read here and handed over as a table.
public struct CloudRoundTrips: Sendable {
  /// The regions in alphabetical order, which numbers them.
  public let regions: [String]
  /// Their round trips.
  public let matrix: RTTMatrix

  /// Reads the JSON.
  ///
  /// - Throws: ``CloudRoundTripsError`` when it is not such a file.
  public init(json: Data) throws(CloudRoundTripsError) {
    let file: File
    do {
      file = try JSONDecoder().decode(File.self, from: json)
    } catch {
      throw .notReadable("\(error)")
    }
    let regions = file.data.keys.sorted()
    let table = regions.map { from in regions.map { to in file.data[from]?[to] } }
    do {
      matrix = try RTTMatrix(milliseconds: table)
    } catch {
      throw .noMatrix(error)
    }
    self.regions = regions
  }

  private struct File: Decodable {
    let data: [String: [String: Double]]
  }
}
