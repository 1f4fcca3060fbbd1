using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace Scim.Storage.Batching;

/// <summary>
/// Orleans' ADO.NET grain storage; where the database has one writer at a time, behind a
/// <see cref="SerializedWriteBatcher"/>. Reads pass freely.
/// </summary>
internal sealed class SerializedGrainStorage(IGrainStorage inner, SerializedWriteBatcher commits)
    : IGrainStorage
{
    /// <inheritdoc/>
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        inner.ReadStateAsync(stateName, grainId, grainState);

    /// <inheritdoc/>
    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        commits.SubmitWriteAsync(
            new BatchedWrite<T>(
                grainState,
                () => inner.WriteStateAsync(stateName, grainId, grainState)
            )
        );

    /// <inheritdoc/>
    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        commits.SubmitWriteAsync(
            new BatchedWrite<T>(
                grainState,
                () => inner.ClearStateAsync(stateName, grainId, grainState)
            )
        );
}
