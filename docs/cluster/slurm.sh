#!/usr/bin/env bash
# An ensemble as a Slurm job array, one shard a task (docs/cluster/README.md):
#
#   export SCENARIO=scenarios/guangxi/baseline.toml DRAWS=10000000 SHARDS=shards
#   array=$(sbatch --parsable docs/cluster/slurm.sh --seed 5)
#   sbatch --dependency="afterok:$array" docs/cluster/slurm-merge.sh --out output/ten-million
#
# What follows slurm.sh goes to `dafeng run`. DAFENG names the program where it is not on the path.
#SBATCH --job-name=dafeng
#SBATCH --array=1-16
#SBATCH --cpus-per-task=4
#SBATCH --mem=4G
#SBATCH --time=01:00:00
#SBATCH --requeue
#SBATCH --signal=B:USR1@60
#SBATCH --output=%x-%A_%a.log
#SBATCH --open-mode=append
set -euo pipefail

: "${SCENARIO:?the scenario file}" "${DRAWS:?draws of the whole ensemble}" "${SHARDS:?the folder of the shards}"
: "${SLURM_ARRAY_TASK_ID:?submit this with sbatch}"
if [ "$SLURM_ARRAY_TASK_MIN" != 1 ] || [ "$SLURM_ARRAY_TASK_MAX" != "$SLURM_ARRAY_TASK_COUNT" ]; then
    echo "the array must be 1-N; submitted again as a whole, it computes what is missing only" >&2
    exit 2
fi
part=$SLURM_ARRAY_TASK_ID/$SLURM_ARRAY_TASK_COUNT
shard=$SHARDS/$SLURM_ARRAY_TASK_ID-of-$SLURM_ARRAY_TASK_COUNT.shard
mkdir -p "$SHARDS"
# A shard stands whole or not at all; whether it is of this ensemble is for the merge to tell.
if [ -e "$shard" ]; then
    echo "$shard is there"
    exit
fi

"${DAFENG:-dafeng}" run "$SCENARIO" --draws "$DRAWS" --shard "$part" --out "$shard" --resume \
    --threads "${SLURM_CPUS_PER_TASK:-1}" "$@" &
# A minute before the time limit the task goes back into the queue, and later goes on from the draws that are done.
again() {
    echo "back into the queue: $part"
    scontrol requeue "${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID"
    kill -INT %1
}
trap again USR1
wait %1
