# fish completion of sockdiag. Made from the option table by `npm run docs`.

# What a list may go on with: each of the words once, after those that are there.
function __sockdiag_list
    set -l list (commandline -ct | string replace -r '^(--[^=]*=|-[^-A]*[A])' '')
    set -l before (string replace -r '[^,]*$' '' -- $list)
    for word in $argv
        contains -- $word (string split , -- $before)
        or echo $before$word
    end
end

# The same of fields, before each of which a + or - may stand.
function __sockdiag_fields
    set -l list (commandline -ct | string replace -r '^--[^=]*=' '')
    set -l before (string replace -r '[^,]*$' '' -- $list)
    set -l sign (string match -r '^[+-]' -- (string replace -r '^.*,' '' -- $list))
    set -l fields protocol proto family state local-address src local-port sport remote-address dst remote-port dport recv-q send-q backlog uid inode cookie interface dev v6only timer expires retransmits probes shutdown mark fwmark tos tclass congestion cc class-id cgroup ulp tls mptcp-token token type path peer-inode ref-count flags local-addresses remote-addresses primary-remote-address association-state association-id local remote queue-full process comm program pid fd owner-uid owner-user owner-count rmem-alloc rcvbuf wmem-alloc sndbuf fwd-alloc wmem-queued optmem memory.backlog drops ca-state tcp-info.retransmits tcp-info.probes backoff options rto ato snd-mss rcv-mss unacked sacked lost tcp-info.retrans last-data-sent last-data-recv last-ack-recv pmtu rcv-ssthresh rtt rttvar ssthresh snd-ssthresh cwnd snd-cwnd advmss reordering rcv-rtt rcv-space retrans total-retrans pacing-rate max-pacing-rate bytes-acked bytes-received segs-out segs-in notsent-bytes min-rtt data-segs-in data-segs-out delivery-rate busy-time rwnd-limited sndbuf-limited delivered delivered-ce bytes-sent bytes-retrans dsack-dups reord-seen rcv-ooopack snd-wnd rcv-wnd rehash total-rto total-rto-recoveries total-rto-time subflows add-addr-signal add-addr-accepted subflows-max add-addr-signal-max add-addr-accepted-max mptcp-info.flags mptcp-info.token write-seq snd-una rcv-nxt local-addr-used local-addr-max csum-enabled mptcp-info.retransmits mptcp-info.bytes-retrans mptcp-info.bytes-sent mptcp-info.bytes-received mptcp-info.bytes-acked subflows-total mptcp-info.last-data-sent mptcp-info.last-data-recv mptcp-info.last-ack-recv
    __sockdiag_command ls
    and set fields protocol proto family state local-address src local-port sport remote-address dst remote-port dport recv-q send-q backlog uid inode cookie interface dev v6only timer expires retransmits probes shutdown mark fwmark tos tclass congestion cc class-id cgroup ulp tls mptcp-token token type path path-bytes peer-inode ref-count flags local-addresses remote-addresses primary-remote-address association-state association-id local remote user queue-full process comm program pid fd owner-uid owner-user owner-count rmem-alloc rcvbuf wmem-alloc sndbuf fwd-alloc wmem-queued optmem memory.backlog drops send-rate recv-rate send-segment-rate recv-segment-rate retrans-rate ca-state tcp-info.retransmits tcp-info.probes backoff options rto ato snd-mss rcv-mss unacked sacked lost tcp-info.retrans last-data-sent last-data-recv last-ack-recv pmtu rcv-ssthresh rtt rttvar ssthresh snd-ssthresh cwnd snd-cwnd advmss reordering rcv-rtt rcv-space retrans total-retrans pacing-rate max-pacing-rate bytes-acked bytes-received segs-out segs-in notsent-bytes min-rtt data-segs-in data-segs-out delivery-rate busy-time rwnd-limited sndbuf-limited delivered delivered-ce bytes-sent bytes-retrans dsack-dups reord-seen rcv-ooopack snd-wnd rcv-wnd rehash total-rto total-rto-recoveries total-rto-time subflows add-addr-signal add-addr-accepted subflows-max add-addr-signal-max add-addr-accepted-max mptcp-info.flags mptcp-info.token write-seq snd-una rcv-nxt local-addr-used local-addr-max csum-enabled mptcp-info.retransmits mptcp-info.bytes-retrans mptcp-info.bytes-sent mptcp-info.bytes-received mptcp-info.bytes-acked subflows-total mptcp-info.last-data-sent mptcp-info.last-data-recv mptcp-info.last-ack-recv
    for word in $fields
        contains -- $word (string split , -- $before | string replace -r '^[+-]' '')
        or echo "$before$sign$word"
    end
end

# Whether the word is an argument of --sort. To fish all that begins with a - is an option.
function __sockdiag_sorts
    set -l words (commandline -opc)
    test "$words[-1]" = --sort
    and string match -q -- '-*' (commandline -ct)
end

# Whether the first word is one of these.
function __sockdiag_command
    set -l words (commandline -opc)
    contains -- "$words[2]" $argv
end

complete -c sockdiag -f
complete -c sockdiag -l ax25 -n 'not __sockdiag_command ls who events completion' -d 'the family ax25, as -A ax25'
complete -c sockdiag -l ip -n 'not __sockdiag_command who completion' -d 'the family ip, as -A ip'
complete -c sockdiag -l ipx -n 'not __sockdiag_command ls who events completion' -d 'the family ipx, as -A ipx'
complete -c sockdiag -l appletalk -n 'not __sockdiag_command ls who events completion' -d 'the family appletalk, as -A appletalk'
complete -c sockdiag -l netrom -n 'not __sockdiag_command ls who events completion' -d 'the family netrom, as -A netrom'
complete -c sockdiag -s 4 -l inet -n 'not __sockdiag_command who completion' -d 'IPv4 only'
complete -c sockdiag -s 6 -l inet6 -n 'not __sockdiag_command who completion' -d 'IPv6 only'
complete -c sockdiag -l ddp -n 'not __sockdiag_command ls who events completion' -d 'the family ddp, as -A ddp'
complete -c sockdiag -l tcpip -n 'not __sockdiag_command who completion' -d 'the family tcpip, as -A tcpip'
complete -c sockdiag -l rose -n 'not __sockdiag_command ls who events completion' -d 'the family rose, as -A rose'
complete -c sockdiag -l x25 -n 'not __sockdiag_command ls who events completion' -d 'the family x25, as -A x25'
complete -c sockdiag -l bluetooth -n 'not __sockdiag_command ls who events completion' -d 'the family bluetooth, as -A bluetooth'
complete -c sockdiag -s V -l version -d 'print the version and exit'
complete -c sockdiag -s i -l interfaces -n 'not __sockdiag_command ls who events completion; and not __fish_contains_opt -s i interfaces -s r route -s M masquerade -s s statistics' -d 'the interfaces: packets, errors, flags'
complete -c sockdiag -s h -l help -d 'print this help and exit'
complete -c sockdiag -s r -l route -n 'not __sockdiag_command ls who events completion; and not __fish_contains_opt -s i interfaces -s r route -s M masquerade -s s statistics' -d 'the routing table'
complete -c sockdiag -s M -l masquerade -n 'not __sockdiag_command who events completion; and not __fish_contains_opt -s i interfaces -s r route -s M masquerade -s s statistics' -d 'connections whose addresses are translated'
complete -c sockdiag -s A -l protocol -n 'not __sockdiag_command ls who events completion' -x -a '(__sockdiag_list inet ip tcpip inet6 ip6 unix ax25 x25 ipx netrom rose ddp appletalk econet ash bluetooth)' -d 'families with commas between them; most are options too, as --ax25'
complete -c sockdiag -s t -l tcp -n 'not __sockdiag_command who completion' -d 'TCP'
complete -c sockdiag -s S -l sctp -n 'not __sockdiag_command who completion' -d 'SCTP'
complete -c sockdiag -s u -l udp -n 'not __sockdiag_command who completion' -d 'UDP'
complete -c sockdiag -s U -l udplite -n 'not __sockdiag_command who completion' -d 'UDP-Lite'
complete -c sockdiag -s w -l raw -n 'not __sockdiag_command who completion' -d 'raw; with -s IP and ICMP'
complete -c sockdiag -s x -l unix -n 'not __sockdiag_command who completion' -d 'UNIX domain'
complete -c sockdiag -s 2 -l l2cap -n 'not __sockdiag_command ls who events completion' -d 'Bluetooth L2CAP'
complete -c sockdiag -s f -l rfcomm -n 'not __sockdiag_command ls who events completion' -d 'Bluetooth RFCOMM'
complete -c sockdiag -s l -l listening -n 'not __sockdiag_command who completion' -d 'only sockets that listen'
complete -c sockdiag -s a -l all -n 'not __sockdiag_command ls who events completion' -d 'sockets that listen and others; with -i interfaces that are down too'
complete -c sockdiag -s o -l timers -n 'not __sockdiag_command ls who events completion' -d 'add timers'
complete -c sockdiag -s c -l continuous -n 'not __sockdiag_command who events completion' -d 'list again every second until interrupted'
complete -c sockdiag -s e -l extend -n 'not __sockdiag_command ls who completion' -d 'add user and inode; with -r, -i and -M other columns'
complete -c sockdiag -s p -l programs -n 'not __sockdiag_command ls who completion' -d 'add the process that owns each socket'
complete -c sockdiag -s v -l verbose -n 'not __sockdiag_command completion' -d 'say what the kernel lacks, and what was read from /proc'
complete -c sockdiag -s s -l statistics -n 'not __sockdiag_command ls who events completion; and not __fish_contains_opt -s i interfaces -s r route -s M masquerade -s s statistics' -d 'the counters of each protocol'
complete -c sockdiag -s W -l wide -n 'not __sockdiag_command who completion' -d 'never cut an address'
complete -c sockdiag -s n -l numeric -n 'not __sockdiag_command ls events completion' -d 'numbers for hosts, ports and users'
complete -c sockdiag -l numeric-hosts -n 'not __sockdiag_command ls who events completion' -d 'numbers for hosts'
complete -c sockdiag -l numeric-ports -n 'not __sockdiag_command ls who events completion' -d 'numbers for ports'
complete -c sockdiag -l numeric-users -n 'not __sockdiag_command ls events completion' -d 'numbers for users'
complete -c sockdiag -s C -l cache -n 'not __sockdiag_command ls who events completion' -d 'with -r: the routing cache, which is empty since Linux 3.6'
complete -c sockdiag -s F -l fib -n 'not __sockdiag_command ls who events completion' -d 'with -r: the forwarding table, which is the default'
complete -c sockdiag -s g -l groups -n 'not __sockdiag_command ls who events completion' -d 'multicast groups'
complete -c sockdiag -s Z -l context -n 'not __sockdiag_command ls who events completion' -d 'add the owner and its SELinux context'
complete -c sockdiag -l filter -n 'not __sockdiag_command who completion' -x -d 'only sockets for which it is true, as \'dport = :443\''
complete -c sockdiag -l explain -n 'not __sockdiag_command who events completion' -d 'with --filter: say what the kernel decides of it, and list nothing'
complete -c sockdiag -l interval -n 'not __sockdiag_command who completion' -x -d 'pause between two listings, as -c: 10s, 500ms; of events between looks'
complete -c sockdiag -l source -n 'not __sockdiag_command completion' -x -a 'auto netlink procfs' -d 'from netlink, procfs, or auto: netlink and what it lacks from procfs'
complete -c sockdiag -l owners -n 'not __sockdiag_command completion' -x -a 'auto bpf procfs' -d 'how -p finds owners: bpf, procfs, or auto: bpf where it is worth it'
complete -c sockdiag -l procfs -n 'not __sockdiag_command completion' -x -a '(__fish_complete_directories)' -d 'read everything from another /proc (default: HOST_PROC)'
complete -c sockdiag -l json -n 'not __sockdiag_command completion' -d 'rows as JSON, one array'
complete -c sockdiag -l ndjson -n 'not __sockdiag_command completion' -d 'rows as JSON, one object a line'
complete -c sockdiag -l csv -n 'not __sockdiag_command events completion' -d 'rows as CSV, the names of the columns first'
complete -c sockdiag -l columns -n 'not __sockdiag_command completion' -x -a '(__sockdiag_fields)' -d 'only these columns of --json, --ndjson or --csv, with commas between them'
complete -c sockdiag -n 'test (count (commandline -opc)) -eq 1' -a ls -d 'sockets in columns of your choice'
complete -c sockdiag -s A -l protocol -n '__sockdiag_command ls' -x -a '(__sockdiag_list inet ip tcpip inet6 ip6 unix)' -d 'families with commas between them; most are options too, as --ax25'
complete -c sockdiag -l by -n '__sockdiag_command ls' -x -a '(__sockdiag_fields)' -d 'groups by these fields: count, sums and maxima'
complete -c sockdiag -l sort -n '__sockdiag_command ls' -x -a '(__sockdiag_fields)' -d 'by these fields; behind a - the largest come first'
complete -c sockdiag -l top -n '__sockdiag_command ls' -x -d 'only the first so many rows'
complete -c sockdiag -l info -n '__sockdiag_command ls' -d 'add columns of TCP\'s internals, as ss -i shows'
complete -c sockdiag -l memory -n '__sockdiag_command ls' -d 'add columns of buffers, what ss calls skmem'
complete -c sockdiag -l rates -n '__sockdiag_command ls' -d 'add columns of what moves a second: two looks, as --interval says'
complete -c sockdiag -l all-owners -n '__sockdiag_command ls' -d 'every process that holds a socket, not only the first'
complete -c sockdiag -l no-header -n '__sockdiag_command ls' -d 'no heading'
complete -c sockdiag -l stamp -n '__sockdiag_command ls' -d 'the time before each listing'
complete -c sockdiag -l color -n '__sockdiag_command ls' -x -a 'auto always never' -d 'colours: always, never, or auto: at a terminal'
complete -c sockdiag -n 'test (count (commandline -opc)) -eq 1' -a who -d 'who holds a port, or the path of a UNIX socket'
complete -c sockdiag -l color -n '__sockdiag_command who' -x -a 'auto always never' -d 'colours: always, never, or auto: at a terminal'
complete -c sockdiag -n 'test (count (commandline -opc)) -eq 1' -a events -d 'how sockets change, as it happens'
complete -c sockdiag -s A -l protocol -n '__sockdiag_command events' -x -a '(__sockdiag_list inet ip tcpip inet6 ip6 unix)' -d 'families with commas between them; most are options too, as --ax25'
complete -c sockdiag -l all-present -n '__sockdiag_command events' -d 'begin with the sockets that are there'
complete -c sockdiag -l for -n '__sockdiag_command events' -x -d 'end after so long: 10s, 500ms, 1h'
complete -c sockdiag -l count -n '__sockdiag_command events' -x -d 'end after so many lines'
complete -c sockdiag -l record -n '__sockdiag_command events' -r -F -d 'write all there is to a file too, to be replayed'
complete -c sockdiag -l replay -n '__sockdiag_command events' -r -F -d 'print what was recorded; - is standard input'
complete -c sockdiag -n 'test (count (commandline -opc)) -eq 1' -a completion -d 'what a shell completes command lines by'
complete -c sockdiag -n '__sockdiag_command completion; and test (count (commandline -opc)) -eq 2' -a 'bash zsh fish'
complete -c sockdiag -n '__sockdiag_command ls; and __sockdiag_sorts' -a '(__sockdiag_fields)'
