using System.Diagnostics;
using Orleans.Runtime;
using Orleans.Storage;
using Scim.Grains.Telemetry;

namespace Scim.Grains.Storage;

/// <summary>
/// One grain's state, read when it is first needed rather than at activation: a resource with a fresh id cannot exist yet, so its creation writes
/// without reading, and the insert refuses an existing row. (Orleans' <c>IPersistentState</c> always reads first.) Not thread-safe, as grains aren't.
/// </summary>
/// <typeparam name="T">The state; an immutable record whose default stands for "nothing stored".</typeparam>
public sealed class StateStore<T>(IGrainStorage storage, string stateName, GrainId grain) where T : class, new()
{
    private readonly GrainState<T> _state = new(new T());
    private bool _read;

    /// <summary>The state as last read or written; the default before that.</summary>
    public T Current => _state.State!;

    /// <summary>The state, read from storage the first time.</summary>
    public ValueTask<T> Read() => _read ? new(Current) : new(ReadOnce());

    /// <summary>Stores <paramref name="next"/>; afterwards it is <see cref="Current"/>. Without a read before, the row must not exist yet.</summary>
    /// <exception cref="InconsistentStateException">Another activation wrote in between, or the row exists.</exception>
    public async Task Write(T next)
    {
        T previous = Current;
        _state.State = next;
        long started = Stopwatch.GetTimestamp();
        try
        {
            await storage.WriteStateAsync(stateName, grain, _state);
            _read = true;
            GrainInstruments.Committed(stateName, started);
        }
        catch
        {
            // The assignment alone would be visible to the calls that wait.
            _state.State = previous;
            throw;
        }
    }

    private async Task<T> ReadOnce()
    {
        await storage.ReadStateAsync(stateName, grain, _state);
        _read = true;
        return Current;
    }
}
