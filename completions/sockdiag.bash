# bash completion of sockdiag. Made from the option table by `npm run docs`.

_sockdiag() {
  # The shell's own may be any.
  local IFS=$' \t\n'
  # An entry is the names of one option.
  local options=(
    '--ax25'
    '--ip'
    '--ipx'
    '--appletalk'
    '--netrom'
    '-4 --inet'
    '-6 --inet6'
    '--ddp'
    '--tcpip'
    '--rose'
    '--x25'
    '--bluetooth'
    '-V --version'
    '-i --interfaces'
    '-h --help'
    '-r --route'
    '-M --masquerade'
    '-A --protocol'
    '-t --tcp'
    '-S --sctp'
    '-u --udp'
    '-U --udplite'
    '-w --raw'
    '-x --unix'
    '-2 --l2cap'
    '-f --rfcomm'
    '-l --listening'
    '-a --all'
    '-o --timers'
    '-c --continuous'
    '-e --extend'
    '-p --programs'
    '-v --verbose'
    '-s --statistics'
    '-W --wide'
    '-n --numeric'
    '--numeric-hosts'
    '--numeric-ports'
    '--numeric-users'
    '-C --cache'
    '-F --fib'
    '-g --groups'
    '-Z --context'
    '--filter'
    '--explain'
    '--interval'
    '--source'
    '--owners'
    '--procfs'
    '--json'
    '--ndjson'
    '--csv'
    '--columns'
  )
  # Fields that can be columns of data, or of ls.
  local fields='protocol proto family state local-address src local-port sport remote-address dst remote-port dport recv-q send-q backlog uid inode cookie interface dev v6only timer expires retransmits probes shutdown mark fwmark tos tclass congestion cc class-id cgroup ulp tls mptcp-token token type path peer-inode ref-count flags local-addresses remote-addresses primary-remote-address association-state association-id local remote queue-full process comm program pid fd owner-uid owner-user owner-count rmem-alloc rcvbuf wmem-alloc sndbuf fwd-alloc wmem-queued optmem memory.backlog drops ca-state tcp-info.retransmits tcp-info.probes backoff options rto ato snd-mss rcv-mss unacked sacked lost tcp-info.retrans last-data-sent last-data-recv last-ack-recv pmtu rcv-ssthresh rtt rttvar ssthresh snd-ssthresh cwnd snd-cwnd advmss reordering rcv-rtt rcv-space retrans total-retrans pacing-rate max-pacing-rate bytes-acked bytes-received segs-out segs-in notsent-bytes min-rtt data-segs-in data-segs-out delivery-rate busy-time rwnd-limited sndbuf-limited delivered delivered-ce bytes-sent bytes-retrans dsack-dups reord-seen rcv-ooopack snd-wnd rcv-wnd rehash total-rto total-rto-recoveries total-rto-time subflows add-addr-signal add-addr-accepted subflows-max add-addr-signal-max add-addr-accepted-max mptcp-info.flags mptcp-info.token write-seq snd-una rcv-nxt local-addr-used local-addr-max csum-enabled mptcp-info.retransmits mptcp-info.bytes-retrans mptcp-info.bytes-sent mptcp-info.bytes-received mptcp-info.bytes-acked subflows-total mptcp-info.last-data-sent mptcp-info.last-data-recv mptcp-info.last-ack-recv'
  [[ ${COMP_WORDS[1]} == ls ]] && fields='protocol proto family state local-address src local-port sport remote-address dst remote-port dport recv-q send-q backlog uid inode cookie interface dev v6only timer expires retransmits probes shutdown mark fwmark tos tclass congestion cc class-id cgroup ulp tls mptcp-token token type path path-bytes peer-inode ref-count flags local-addresses remote-addresses primary-remote-address association-state association-id local remote user queue-full process comm program pid fd owner-uid owner-user owner-count rmem-alloc rcvbuf wmem-alloc sndbuf fwd-alloc wmem-queued optmem memory.backlog drops send-rate recv-rate send-segment-rate recv-segment-rate retrans-rate ca-state tcp-info.retransmits tcp-info.probes backoff options rto ato snd-mss rcv-mss unacked sacked lost tcp-info.retrans last-data-sent last-data-recv last-ack-recv pmtu rcv-ssthresh rtt rttvar ssthresh snd-ssthresh cwnd snd-cwnd advmss reordering rcv-rtt rcv-space retrans total-retrans pacing-rate max-pacing-rate bytes-acked bytes-received segs-out segs-in notsent-bytes min-rtt data-segs-in data-segs-out delivery-rate busy-time rwnd-limited sndbuf-limited delivered delivered-ce bytes-sent bytes-retrans dsack-dups reord-seen rcv-ooopack snd-wnd rcv-wnd rehash total-rto total-rto-recoveries total-rto-time subflows add-addr-signal add-addr-accepted subflows-max add-addr-signal-max add-addr-accepted-max mptcp-info.flags mptcp-info.token write-seq snd-una rcv-nxt local-addr-used local-addr-max csum-enabled mptcp-info.retransmits mptcp-info.bytes-retrans mptcp-info.bytes-sent mptcp-info.bytes-received mptcp-info.bytes-acked subflows-total mptcp-info.last-data-sent mptcp-info.last-data-recv mptcp-info.last-ack-recv'
  # Options that may be given again; those of which there can be one.
  local repeated=' -A --protocol -e --extend ' modes=' -i --interfaces -r --route -M --masquerade -s --statistics '
  local cur=${COMP_WORDS[COMP_CWORD]} given=' ' wanting='' start='' before='' offered='' list='' paths='' operands='' word name letters i
  COMPREPLY=()

  # Behind the word of a command there are those that have an effect with it.
  case ${COMP_WORDS[1]} in
    ls) options=('--ip' '-4 --inet' '-6 --inet6' '--tcpip' '-M --masquerade' '-A --protocol' '-t --tcp' '-S --sctp' '-u --udp' '-U --udplite' '-w --raw' '-x --unix' '-l --listening' '-c --continuous' '-v --verbose' '-W --wide' '--filter' '--explain' '--interval' '--source' '--owners' '--procfs' '--json' '--ndjson' '--csv' '--columns' '-V --version' '-h --help' '--by' '--sort' '--top' '--info' '--memory' '--rates' '--all-owners' '--no-header' '--stamp' '--color') ;;
    who) options=('-v --verbose' '-n --numeric' '--numeric-users' '--source' '--owners' '--procfs' '--json' '--ndjson' '--csv' '--columns' '-V --version' '-h --help' '--color') ;;
    events) options=('--ip' '-4 --inet' '-6 --inet6' '--tcpip' '-A --protocol' '-t --tcp' '-S --sctp' '-u --udp' '-U --udplite' '-w --raw' '-x --unix' '-l --listening' '-e --extend' '-p --programs' '-v --verbose' '-W --wide' '--filter' '--interval' '--source' '--owners' '--procfs' '--json' '--ndjson' '--columns' '-V --version' '-h --help' '--all-present' '--for' '--count' '--record' '--replay') ;;
    completion) options=('-V --version' '-h --help') operands=' bash zsh fish' ;;
  esac

  for ((i = 1; i < COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    if [[ $wanting ]]; then
      # readline makes a word of the = between an option and its argument.
      [[ $word == '=' && ${COMP_WORDS[i - 1]} == "$wanting" ]] || wanting=''
      continue
    fi
    case $word in
      --) return ;;
      --protocol | --filter | --interval | --source | --owners | --procfs | --columns | --by | --sort | --top | --color | --for | --count | --record | --replay)
        wanting=$word
        given+="$word "
        ;;
      --*) given+="${word%%=*} " ;;
      -?*)
        letters=${word#-}
        while [[ $letters ]]; do
          given+="-${letters:0:1} "
          case ${letters:0:1} in
            A)
              [[ ${#letters} -gt 1 ]] || wanting=-$letters
              break
              ;;
          esac
          letters=${letters:1}
        done
        ;;
    esac
  done

  if [[ $wanting ]]; then
    [[ $cur == '=' && ${COMP_WORDS[COMP_CWORD - 1]} == "$wanting" ]] && cur=''
  elif [[ $cur == --*=* ]]; then
    wanting=${cur%%=*} start=${cur%%=*}= cur=${cur#*=}
  elif [[ $cur =~ ^(-[^-A]*([A]))(.*)$ ]]; then
    wanting=-${BASH_REMATCH[2]} start=${BASH_REMATCH[1]} cur=${BASH_REMATCH[3]}
  fi

  case $wanting in
    -A | --protocol) list='inet ip tcpip inet6 ip6 unix ax25 x25 ipx netrom rose ddp appletalk econet ash bluetooth'; [[ ${COMP_WORDS[1]} == ls ]] && list='inet ip tcpip inet6 ip6 unix'; [[ ${COMP_WORDS[1]} == events ]] && list='inet ip tcpip inet6 ip6 unix' ;;
    --filter) return ;;
    --interval) return ;;
    --source) offered='auto netlink procfs' ;;
    --owners) offered='auto bpf procfs' ;;
    --procfs) paths=-d ;;
    --columns) list=$fields ;;
    --by) list=$fields ;;
    --sort) list=$fields ;;
    --top) return ;;
    --color) offered='auto always never' ;;
    --for) return ;;
    --count) return ;;
    --record) paths=-f ;;
    --replay) paths=-f ;;
    ?*) return ;;
  esac

  if [[ $paths ]]; then
    compopt -o filenames 2>/dev/null || :
    mapfile -t COMPREPLY < <(compgen -P "$start" "$paths" -- "$cur")
    return
  elif [[ $list ]]; then
    # The words that are not there yet, behind those that are.
    compopt -o nospace 2>/dev/null || :
    [[ $cur == *,* ]] && before=${cur%,*},
    cur=${cur##*,}
    # What stands before a field, as in +rtt and -recv-q.
    [[ $cur == [+-]* ]] && before+=${cur:0:1} cur=${cur:1}
    for word in $list; do
      [[ ,$before =~ ,[+-]?"$word", ]] || offered+=" $word"
    done
  elif [[ ! $wanting ]]; then
    ((COMP_CWORD == 1)) && offered=' ls who events completion'
    ((COMP_CWORD == 2)) && offered=$operands
    for word in "${options[@]}"; do
      for name in $word; do
        [[ $repeated == *" $name "* ]] && break
        [[ $given == *" $name "* ]] && continue 2
      done
      [[ $modes == *" $name "* ]] && _sockdiag_any "$modes" "$given" && continue
      offered+=" $word"
    done
  fi
  mapfile -t COMPREPLY < <(compgen -P "$start$before" -W "$offered" -- "$cur")
}

# Whether one of the words of $1 is among those of $2.
_sockdiag_any() {
  local word
  for word in $1; do
    [[ $2 == *" $word "* ]] && return
  done
  return 1
}

complete -F _sockdiag sockdiag
