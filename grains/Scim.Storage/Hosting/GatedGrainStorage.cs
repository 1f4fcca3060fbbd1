using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace Scim.Storage.Hosting;

/// <summary>Orleans' ADO.NET grain storage; where the database has one writer at a time, behind a <see cref="CommitQueue"/>. Reads pass freely.</summary>
internal sealed class GatedGrainStorage(IGrainStorage inner, CommitQueue commits) : IGrainStorage
{
    /// <inheritdoc/>
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => inner.ReadStateAsync(stateName, grainId, grainState);

    /// <inheritdoc/>
    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        commits.Run(new PendingWrite<T>(grainState, () => inner.WriteStateAsync(stateName, grainId, grainState)));

    /// <inheritdoc/>
    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        commits.Run(new PendingWrite<T>(grainState, () => inner.ClearStateAsync(stateName, grainId, grainState)));
}
