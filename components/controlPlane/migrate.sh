# Brings Dagster's database to the schema of the control plane's image, once for each image. The container's environment comes on
# standard input, as lines KEY=VALUE. Variables: host, image (an id), reference, network, home_on_host, home_inside, user,
# database (where it is), marker (the file that says what was migrated to what).
set -eu
state="$reference $database"
if [ "$(cat "$marker" 2>/dev/null || true)" = "$state" ]; then
  exit 0
fi

# Dagster's processes must not use the database meanwhile.
running=$(docker ps --quiet --no-trunc --filter name='^dagster-(webserver|daemon)$')
[ -z "$running" ] || docker stop --time 30 $running >/dev/null

echo "dagster instance migrate for $reference …"
log=$(mktemp)
if docker run --rm --init --network "$network" --user "$user" --env-file /dev/stdin \
  --volume "$home_on_host:$home_inside" "$image" dagster instance migrate >"$log" 2>&1; then
  status=0
else
  status=$?
fi

# Containers of the earlier image are replaced when the migration succeeded, and go on when it did not.
for container in $running; do
  if [ $status -ne 0 ] || [ "$(docker inspect --format '{{.Image}}' "$container")" = "$image" ]; then
    docker start "$container" >/dev/null
  fi
done

if [ $status -ne 0 ]; then
  echo "DAGSTER_MIGRATION_FAILED: host $host: \"dagster instance migrate\" of $reference ended with code $status; the earlier services go on. What it said:" >&2
  tail -n 40 "$log" >&2
  rm -f "$log"
  exit 1
fi
rm -f "$log"
mkdir -p "$(dirname "$marker")"
printf '%s' "$state" >"$marker.new"
mv "$marker.new" "$marker"
