# Makes a network namespace, kept by a file, and a pair of interfaces between it and the host's. Run by root inside the
# mount namespace of the sandboxes: veth.sh FILE PID-OF-THE-HOST LINK ADDRESS GATEWAY
set -e
: > "$1"
unshare --net="$1" sh -ec '
  # For our name server on the loopback of the sandbox.
  echo 53 > /proc/sys/net/ipv4/ip_unprivileged_port_start
  no_ipv6=/proc/sys/net/ipv6/conf/default/disable_ipv6
  if [ -e $no_ipv6 ]; then echo 1 > $no_ipv6; fi
  ip -batch - << END
link set lo up
link add eth0 type veth peer name $2 netns $1
address add $3/32 peer $4 dev eth0
link set eth0 up
route add default via $4
END' sh "$2" "$3" "$4" "$5"
no_ipv6=/proc/sys/net/ipv6/conf/$3/disable_ipv6
if [ -e "$no_ipv6" ]; then echo 1 > "$no_ipv6"; fi
echo 1 > "/proc/sys/net/ipv4/conf/$3/forwarding"
ip -batch - << END
address add $5/32 peer $4 dev $3
link set $3 up
END
