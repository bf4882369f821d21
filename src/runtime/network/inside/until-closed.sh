# Runs a program until our standard input is closed, which happens however the platform ends: until-closed.sh PROGRAM ...
exec 3<&0
"$@" < /dev/null 3<&- &
program=$!
{ read -r _; kill -KILL $program; } <&3 2> /dev/null &
watch=$!
exec 3<&-
wait $program
status=$?
kill $watch 2> /dev/null
exit $status
