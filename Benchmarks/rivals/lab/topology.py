"""The three networks that everything is measured in.

pair      alpha ──── beta                       one cable
lan       alpha ─┐ beta ─┐ gamma ─┐ …           N hosts on a switch that can cut or lose between two
          ───────┴───────┴────────┴── switch
triangle  alpha, beta, gamma, a cable for each pair, for routing daemons; the cables run through
          the switch namespace, which can cut or lose as well
"""

from collections.abc import Callable

from lab.lab import Lab


def host_names(count: int) -> list[str]:
    """alpha, beta, gamma, node4, node5, …"""
    numbered = [f"node{number}" for number in range(4, count + 1)]
    return ["alpha", "beta", "gamma"][:count] + numbered


def pair() -> Lab:
    """Two hosts and a cable."""
    return _built(2, _lay_one_cable)


def lan(count: int, ipv6: bool = False) -> Lab:
    """So many hosts on a switch; with IPv6 outside the tunnels for those who need it."""
    return _built(count, lambda lab: _connect_to_switch(lab, ipv6))


def triangle() -> Lab:
    """Three hosts, and a cable for each pair."""
    return _built(3, _lay_three_cables)


def _built(count: int, connect: Callable[[Lab], None]) -> Lab:
    lab = Lab(host_names(count))
    try:
        for host in lab.hosts:
            lab.add_namespace(host)
        connect(lab)
    except BaseException:
        lab.close()
        raise
    return lab


def _lay_one_cable(lab: Lab) -> None:
    lab.batch("alpha", [f"link add u0 type veth peer name u0 netns {lab.namespace('beta')}"])
    for host in lab.hosts:
        lab.give_address(host, "u0", f"198.18.0.{lab.number(host)}", ipv6=False)
    lab.introduce("alpha", "u0", [lab.underlay("beta")])
    lab.introduce("beta", "u0", [lab.underlay("alpha")])
    lab.wait_for_cable("alpha", lab.underlay("beta"))


def _add_bridge(lab: Lab, name: str) -> None:
    # Without snooping a multicast goes to everyone at once, as on a dumb switch.
    lab.batch("switch", [f"link add {name} type bridge mcast_snooping 0", f"link set {name} up"])


def _add_switch(lab: Lab) -> None:
    lab.add_namespace("switch")
    # The switch itself has nothing to say.
    lab.set_kernel("switch", {"ipv6/conf/default/disable_ipv6": 1})


def _connect_to_switch(lab: Lab, ipv6: bool) -> None:
    _add_switch(lab)
    _add_bridge(lab, "lan")
    for host in lab.hosts:
        lab.plug(host, lab.hosts, "u0", f"to-{host}", "lan")
        lab.give_address(host, "u0", f"198.18.0.{lab.number(host)}", ipv6)
    for host in lab.hosts:
        others = [lab.underlay(other) for other in lab.hosts if other != host]
        lab.introduce(host, "u0", others)
    for host in lab.hosts[1:]:
        lab.wait_for_cable(lab.hosts[0], lab.underlay(host))


def _lay_three_cables(lab: Lab) -> None:
    _add_switch(lab)
    pairs = [("alpha", "beta"), ("beta", "gamma"), ("gamma", "alpha")]
    for index, (first, second) in enumerate(pairs):
        bridge = f"cable{index}"
        _add_bridge(lab, bridge)
        for host, other in [(first, second), (second, first)]:
            interface = f"u{len(lab.interfaces(host))}"
            lab.plug(host, [other], interface, f"{host}-{other}", bridge)
            lab.give_address(host, interface, f"198.18.{index}.{lab.number(host)}", ipv6=True)
            lab.introduce(host, interface, [f"198.18.{index}.{lab.number(other)}"])
        lab.wait_for_cable(first, f"198.18.{index}.{lab.number(second)}")
