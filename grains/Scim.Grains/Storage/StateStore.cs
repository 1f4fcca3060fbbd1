using System.Diagnostics;
using Orleans.Runtime;
using Orleans.Storage;
using Scim.Grains.Telemetry;

namespace Scim.Grains.Storage;

/// <summary>
/// One grain's state, read when it is first needed rather than at activation: a resource with a fresh id cannot exist
/// yet, so its creation writes without reading, and the insert refuses an existing row. (Orleans'
/// <c>IPersistentState</c> always reads first.) What is <see cref="Current"/> is committed, also while calls
/// interleave. Not thread-safe, as grains aren't.
/// </summary>
/// <typeparam name="T">The state; an immutable record whose default stands for "nothing stored".</typeparam>
public sealed class StateStore<T>(IGrainStorage storage, string stateName, GrainId grain)
    where T : class, new()
{
    private string? _etag;
    private bool _isLoaded;
    private Task<T>? _pendingRead;

    /// <summary>The state as last read or written; the default before that.</summary>
    public T Current { get; private set; } = new();

    /// <summary>The state, read from storage the first time.</summary>
    public ValueTask<T> ReadStateAsync() =>
        _isLoaded ? new(Current) : new(_pendingRead ?? StartReadAsync());

    /// <summary>
    /// Stores <paramref name="next"/>; afterwards it is <see cref="Current"/>. Without a read before, the row must not
    /// exist yet.
    /// </summary>
    /// <exception cref="InconsistentStateException">Another activation wrote in between, or the row exists.</exception>
    public async Task WriteStateAsync(T next)
    {
        var written = new GrainState<T>(next) { ETag = _etag, RecordExists = _etag is not null };
        long started = Stopwatch.GetTimestamp();
        await storage.WriteStateAsync(stateName, grain, written);
        GrainInstruments.RecordCommit(stateName, started);
        (_etag, Current, _isLoaded) = (written.ETag, next, true);
    }

    // Whoever asks meanwhile shares the read. One that is over at once is kept by nobody, least of all its failure.
    private Task<T> StartReadAsync()
    {
        Task<T> reading = ReadFromStorageAsync();
        _pendingRead = reading.IsCompleted ? null : reading;
        return reading;
    }

    private async Task<T> ReadFromStorageAsync()
    {
        try
        {
            var read = new GrainState<T>(new T());
            await storage.ReadStateAsync(stateName, grain, read);

            // A write that was faster knows better.
            if (!_isLoaded)
                (_etag, Current, _isLoaded) = (read.ETag, read.State ?? new T(), true);
            return Current;
        }
        finally
        {
            _pendingRead = null;
        }
    }
}
