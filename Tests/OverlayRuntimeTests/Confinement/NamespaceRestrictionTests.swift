import OverlayRuntime
import Testing

@Suite("why a user may not make namespaces")
struct NamespaceRestrictionTests {
  @Test(
    "is read off the kernel's settings",
    arguments: [
      ("kernel/unprivileged_userns_clone", "0\n", NamespaceRestriction.switchedOff),
      ("kernel/apparmor_restrict_unprivileged_userns", "1\n", .appArmor),
      ("user/max_user_namespaces", "0\n", .limit),
    ])
  func found(file: String, text: String, restriction: NamespaceRestriction) {
    #expect(NamespaceRestriction.find { $0 == file ? text : nil } == restriction)
  }

  @Test("is not known where they allow it or are not there")
  func none() {
    #expect(NamespaceRestriction.find { _ in nil } == nil)
    #expect(
      NamespaceRestriction.find {
        $0 == "kernel/apparmor_restrict_unprivileged_userns" ? "0\n" : "1000\n"
      } == nil)
  }

  @Test("every refusal says what to do, and how a shell would exit")
  func words() {
    let denied = SystemError(code: 13)
    #expect(ConfinementError.tun(denied).remedy.contains("chmod 0666 /dev/net/tun"))
    #expect(ConfinementError.tun(SystemError(code: 2)).remedy.contains("modprobe tun"))
    let limit = ConfinementError.forbidden(step: "work", denied, .limit)
    #expect(limit.remedy.contains("user.max_user_namespaces"))
    #expect(limit.exitStatus == 1)
    #expect(ConfinementError.program("x", SystemError(code: 2)).exitStatus == 127)
    #expect(ConfinementError.program("x", denied).exitStatus == 126)
  }
}
