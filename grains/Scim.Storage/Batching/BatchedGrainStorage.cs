using System.Globalization;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;
using Scim.Grains.Storage;
using Scim.Storage.Postgres;

namespace Scim.Storage.Batching;

/// <summary>
/// Orleans' ADO.NET grain storage, but that states which are written at the same time are written together
/// (<see cref="StateWriteBatcher"/>), to the same rows. What a write locks decides whether it may be one of several:
/// its own row and members, yes; what a whole tenant waits for, or a whole group, no.
/// </summary>
/// <param name="inner">The provider, for everything else.</param>
/// <param name="together">Writes a state together with others, and tells whether it was written
/// (<see cref="StateWriter.WriteStateAsync"/>).</param>
internal sealed class BatchedGrainStorage(
    IGrainStorage inner,
    Func<StateWrite, Task<bool>> together
) : IGrainStorage
{
    /// <summary>
    /// How many members a change of a group may add and remove that is one of several: it keeps the others waiting for
    /// so long.
    /// </summary>
    public const int MaxMemberChanges = 100;

    /// <summary>How long a state that is one of several may be.</summary>
    public const int MaxPayloadBytes = 64 * 1024;

    /// <inheritdoc/>
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        inner.ReadStateAsync(stateName, grainId, grainState);

    /// <inheritdoc/>
    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        inner.ClearStateAsync(stateName, grainId, grainState);

    /// <inheritdoc/>
    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        // The provider keeps keys that look like numbers in other columns.
        if (
            !IsBatchable(grainState.State)
            || grainId.TryGetGuidKey(out _, out _)
            || grainId.TryGetIntegerKey(out _, out _)
        )
            return inner.WriteStateAsync(stateName, grainId, grainState);
        byte[] payload = StateSerializer.SerializeToBytes(grainState.State);
        if (payload.Length > MaxPayloadBytes)
            return inner.WriteStateAsync(stateName, grainId, grainState);
        int version = grainState.ETag is { } tag ? int.Parse(tag, CultureInfo.InvariantCulture) : 0;
        return WriteBatchedAsync(
            new StateWrite(grainId.Key.ToString()!, stateName, version, payload),
            grainState
        );
    }

    private async Task WriteBatchedAsync<T>(StateWrite write, IGrainState<T> grainState)
    {
        if (!await together(write).ConfigureAwait(false))
            throw new InconsistentStateException(
                $"The state '{write.Type}' of {write.Key} is not what it was when it was read.",
                "unknown",
                grainState.ETag ?? ""
            );
        grainState.ETag = (write.Version + 1).ToString(CultureInfo.InvariantCulture);
        grainState.RecordExists = true;
    }

    private static bool IsBatchable<T>(T? state) =>
        state is ResourceState { Operation: not ChangeOperation.Delete } resource
        && (
            resource.Members is not { } delta
            || (
                !delta.Replace
                && delta.Add.Count + delta.Remove.Count <= MaxMemberChanges
                && delta.Add.All(m => m.Type != "Group")
            )
        );
}
