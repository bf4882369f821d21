# Makes a network namespace, kept by a file, with the deny list inside, connects it with the host's sockets by pasta, and
# holds it until our standard input is closed. Run inside the namespaces of the sandboxes:
# pasta.sh FILE RULES ADDRESS GATEWAY UNTIL-CLOSED
set -e
: > "$1"
unshare --net="$1" sh -ec '
  echo 53 > /proc/sys/net/ipv4/ip_unprivileged_port_start
  no_ipv6=/proc/sys/net/ipv6/conf/default/disable_ipv6
  if [ -e $no_ipv6 ]; then echo 1 > $no_ipv6; fi
  ip link set lo up
  nft -f "$1"' sh "$2"
exec sh "$5" pasta --foreground --config-net --ipv4-only --no-map-gw --ns-ifname eth0 \
  --address "$3" --netmask 30 --gateway "$4" --tcp-ports none --udp-ports none --tcp-ns none --udp-ns none \
  --no-dhcp --no-dhcpv6 --no-ndp --no-ra --netns-only --netns "$1"
