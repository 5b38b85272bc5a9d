/* The limit: co-occurrence counts of one entity over the same arrays, in one plain loop.
 * events: the n events of the entity; first: where each event's members start; members: entities by event. */
#include <stdint.h>
#include <stddef.h>

void count_members(const int32_t *events, size_t n, const int64_t *first, const int32_t *members, int32_t *counts)
{
    for (size_t i = 0; i < n; i++)
        for (int64_t j = first[events[i]]; j < first[events[i] + 1]; j++)
            counts[members[j]]++;
}
