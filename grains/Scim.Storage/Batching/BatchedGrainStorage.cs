using System.Globalization;
using Orleans.Storage;
using Scim.Grains.Storage;
using Scim.Protocol.Schema;
using Scim.Storage.Postgres;

namespace Scim.Storage.Batching;

/// <summary>
/// Decorates Orleans' ADO.NET grain storage: states that are written at the same time are written in one statement
/// (<see cref="StateWriteBatcher"/>), to the same rows.
/// </summary>
/// <remarks>
/// Whether a write can be part of a batch depends on its locks. A write that locks only its own row and a few members
/// can. A write that locks a whole tenant or a whole group is written alone by the provider.
/// </remarks>
/// <param name="inner">The provider, which executes all other calls.</param>
/// <param name="writeBatched">Writes a state as part of a batch and returns whether it was written
/// (<see cref="StateWriter.WriteStateAsync"/>).</param>
internal sealed class BatchedGrainStorage(IGrainStorage inner, Func<StateWrite, Task<bool>> writeBatched)
    : IGrainStorage
{
    /// <summary>
    /// The maximum number of members that a batched change of a group may add and remove. Larger changes would delay
    /// the other writes of the batch.
    /// </summary>
    public const int MaxMemberChanges = 100;

    /// <summary>The maximum size of a batched state, in bytes.</summary>
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
        // The provider stores keys that look like numbers or GUIDs in other columns.
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
        return WriteBatchedAsync(new StateWrite(grainId.Key.ToString()!, stateName, version, payload), grainState);
    }

    private async Task WriteBatchedAsync<T>(StateWrite write, IGrainState<T> grainState)
    {
        if (!await writeBatched(write).ConfigureAwait(false))
            throw new InconsistentStateException(
                $"The state '{write.Type}' of grain {write.Key} was changed by another activation after it was read.",
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
                && delta.Add.All(m => m.Type != ResourceTypeNames.Group)
            )
        );
}
