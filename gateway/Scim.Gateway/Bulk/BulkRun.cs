using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Scim.Gateway.Http;
using Scim.Protocol.Bulk;
using Scim.Protocol.Errors;

namespace Scim.Gateway.Bulk;

/// <summary>
/// Carries a planned bulk request out: what does not wait for something else runs at the same time, a bounded number of operations at once. Where the request
/// says after how many errors to stop, no operation is begun that might not have been begun one by one. For one request only.
/// </summary>
internal sealed class BulkRun(BulkPlan plan, BulkCalls calls, int? failOnErrors, int parallelism, ILogger logger) : IDisposable
{
    private readonly BulkResult?[] _results = new BulkResult?[plan.Steps.Count];
    private readonly string[] _ids = [.. plan.Steps.Select(s => s.Operation.Method == BulkMethod.Post ? calls.NewId() : "")];
    private readonly SemaphoreSlim _turns = new(parallelism);
    private readonly BulkQueue _queue = new(plan, inOrder: failOnErrors is not null);
    private int _errors;

    /// <summary>Carries all operations out, or as many as <c>failOnErrors</c> allows.</summary>
    /// <returns>What came of them, in the order of the request; those that were not begun are absent.</returns>
    public async Task<IReadOnlyList<BulkResult>> Complete()
    {
        var running = new List<Task<int>>();
        while (true)
        {
            while (running.Count < Allowed() && _queue.TryNext(out int unit)) running.Add(Run(unit));
            if (running.Count == 0) break;
            Task<int> ended = await Task.WhenAny(running);
            running.Remove(ended);
            Settle(await ended);
        }

        return [.. _results.OfType<BulkResult>().OrderBy(r => r.Operation.Index)];
    }

    /// <inheritdoc/>
    public void Dispose() => _turns.Dispose();

    private int Allowed() => failOnErrors is { } limit ? Math.Min(parallelism, limit - _errors) : parallelism;

    private void Settle(int unit)
    {
        int[] steps = [.. plan.Units[unit].Levels.SelectMany(level => level)];
        bool nameTaken = _results[steps[0]]?.Error?.Kind == ScimErrorKind.Uniqueness;
        if (nameTaken && _queue.TryAgain(unit)) return;
        _errors += steps.Count(s => _results[s]?.Error is not null);
        _queue.Finished(unit);
    }

    private async Task<int> Run(int unit)
    {
        BulkUnit its = plan.Units[unit];
        if (!its.IsCircle) await Carry(its.Levels[0][0]);
        else await RunCircle(its);
        return unit;
    }

    // Their ids are promised before they exist. One that cannot keep the promise takes the others with it.
    private async Task RunCircle(BulkUnit circle)
    {
        int[] steps = [.. circle.Levels.SelectMany(level => level)];
        foreach (IReadOnlyList<int> level in circle.Levels)
        {
            if (failOnErrors is null) await Task.WhenAll(level.Select(Carry));
            else foreach (int step in level) await Carry(step);
        }

        if (Array.Exists(steps, s => _results[s]!.Error is not null)) await UndoAll(steps);
        else if (Array.Exists(steps, s => _results[s]!.Status != StatusCodes.Status201Created)) await CorrectAll(steps);
    }

    private async Task Carry(int step)
    {
        BulkStep its = plan.Steps[step];
        BulkOperation operation = its.Operation;
        if ((its.Error ?? FailedReference(its)) is { } error)
        {
            _results[step] = calls.Failed(operation, error);
            return;
        }

        await _turns.WaitAsync();
        try
        {
            string id = operation.Target is not { } target ? _ids[step] : BulkReferences.Name(target) is { } name ? Resolve(its, name) : target;
            (_results[step], _ids[step]) = await calls.Carry(operation, id, name => Resolve(its, name));
        }
        catch (Exception e)
        {
            Log.OperationFailed(logger, calls.RequestId, operation.Index, e.GetType().FullName ?? "");
            _results[step] = calls.Failed(operation, Failures.Describe(e, calls.RequestId));
        }
        finally
        {
            _turns.Release();
        }
    }

    private ScimError? FailedReference(BulkStep step)
    {
        foreach ((string name, int creator) in step.References)
        {
            if (_results[creator]?.Error is not null)
                return new ScimError(ScimErrorKind.Conflict, $"The operation refers to the bulkId '{name}', whose own operation failed.");
        }

        return null;
    }

    private string Resolve(BulkStep step, string bulkId) => step.References.TryGetValue(bulkId, out int creator) ? _ids[creator] : BulkReferences.Prefix + bulkId;

    private async Task UndoAll(int[] steps)
    {
        foreach (int step in steps.Where(s => _results[s]!.Error is null))
        {
            BulkOperation operation = plan.Steps[step].Operation;
            bool isNew = _results[step]!.Status == StatusCodes.Status201Created;
            _results[step] = calls.Failed(operation, new ScimError(ScimErrorKind.Conflict, "The operation refers in a circle to others of this request, one of which failed."));
            if (!isNew) continue;
            try
            {
                await calls.Undo(operation, _ids[step]);
            }
            catch (Exception e)
            {
                Log.UndoFailed(logger, calls.RequestId, operation.Index, e.GetType().FullName ?? "");
            }
        }
    }

    // Some POST became a resource that was there already, under another id than the one that was promised.
    private async Task CorrectAll(int[] steps)
    {
        foreach (int step in steps)
        {
            BulkStep its = plan.Steps[step];
            bool wrong = its.References.Values.Any(c => _results[c]!.Status != StatusCodes.Status201Created);
            if (wrong) _results[step] = await calls.Correct(its.Operation, _ids[step], name => Resolve(its, name));
        }
    }
}
