#!/bin/sh
# What a machine in the house does with its lease; udhcpc calls it with the kind of event.
[ "$1" = bound ] || [ "$1" = renew ] || exit 0
ip -4 address flush dev "$interface"
ip address add "$ip/$mask" dev "$interface"
ip route replace default via "$router"
