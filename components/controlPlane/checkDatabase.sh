# Logs into a Postgres that is not ours as Dagster will, from a container of the control plane's image. The container's environment
# comes on standard input, as lines KEY=VALUE. Variables: host, image, network, address, port, login, database, and check, in Python.
set -eu
if said=$(docker run --rm --network "$network" --env-file /dev/stdin "$image" python -c "$check" "$port" 2>&1); then
  exit 0
else
  status=$?
fi
fields=fleet.controlPlane.postgres.external
case $said in
*"password authentication failed"*)
  mend="Correct $fields.password (pulumi config set --path --secret 'dagster-multihost:$fields.password'), or $fields.user."
  ;;
*'database "'*'" does not exist'*)
  mend="Correct $fields.database, or make it: createdb --owner $login $database."
  ;;
*'role "'*'" does not exist'* | *"not permitted to log in"*)
  mend="Correct $fields.user, or make it: createuser --pwprompt $login."
  ;;
*"no pg_hba.conf entry"*)
  mend="Let every host of the fleet in there, in pg_hba.conf."
  ;;
*"may not create tables"*)
  mend="Let it: ALTER DATABASE \"$database\" OWNER TO \"$login\"; or correct $fields.user."
  ;;
*) mend="See what was said." ;;
esac
# docker(1), "Exit status": from 125 on nothing was run.
if [ $status -ge 125 ]; then
  echo "POSTGRES_LOGIN_FAILED: host $host: no login could be tried, as a container of $image cannot be run there. Dagster's services are as they were. What was said: $said" >&2
  exit 1
fi
cat >&2 <<TEXT
POSTGRES_LOGIN_FAILED: host $host: Dagster cannot use the database "$database" of Postgres at $address:$port as user "$login". $mend Dagster's services are as they were. What was said: $said
TEXT
exit 1
