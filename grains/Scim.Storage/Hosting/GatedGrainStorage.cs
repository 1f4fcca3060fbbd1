using Orleans.Runtime;
using Orleans.Storage;

namespace Scim.Storage.Hosting;

/// <summary>Orleans' ADO.NET grain storage behind a <see cref="WriteGate"/>. Reads pass freely.</summary>
internal sealed class GatedGrainStorage(IGrainStorage inner, WriteGate gate) : IGrainStorage
{
    /// <inheritdoc/>
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => inner.ReadStateAsync(stateName, grainId, grainState);

    /// <inheritdoc/>
    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        using IDisposable turn = await gate.Enter(CancellationToken.None).ConfigureAwait(false);
        await inner.WriteStateAsync(stateName, grainId, grainState).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        using IDisposable turn = await gate.Enter(CancellationToken.None).ConfigureAwait(false);
        await inner.ClearStateAsync(stateName, grainId, grainState).ConfigureAwait(false);
    }
}
