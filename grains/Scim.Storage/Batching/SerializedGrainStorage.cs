using Orleans.Storage;
using Scim.Storage.Databases;

namespace Scim.Storage.Batching;

/// <summary>
/// Decorates Orleans' ADO.NET grain storage for a database with a single writer: writes go through a
/// <see cref="SerializedWriteBatcher"/>. Reads are not serialized.
/// </summary>
internal sealed class SerializedGrainStorage(IGrainStorage inner, SerializedWriteBatcher commits) : IGrainStorage
{
    /// <inheritdoc/>
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        inner.ReadStateAsync(stateName, grainId, grainState);

    /// <inheritdoc/>
    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        commits.SubmitWriteAsync(
            new BatchedWrite<T>(grainState, () => inner.WriteStateAsync(stateName, grainId, grainState))
        );

    /// <inheritdoc/>
    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        commits.SubmitWriteAsync(
            new BatchedWrite<T>(grainState, () => inner.ClearStateAsync(stateName, grainId, grainState))
        );
}
