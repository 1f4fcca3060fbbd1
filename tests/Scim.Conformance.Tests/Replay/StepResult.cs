namespace Scim.Conformance.Tests.Replay;

/// <summary>How one step of a file ended.</summary>
public enum Verdict
{
    /// <summary>The answer was as expected.</summary>
    Passed,

    /// <summary>It was not, or there was none.</summary>
    Failed,

    /// <summary>The step did not apply: the server does not announce the feature, or an optional earlier capture is missing.</summary>
    Skipped,
}

/// <summary>One step's outcome, for the report.</summary>
public sealed record StepResult(string Id, string Title, string Reference, string Request, Verdict Verdict, IReadOnlyList<string> Reasons,
    ScimResponse? Response)
{
    private const int ShownLength = 400;

    /// <summary>The outcome as an administrator of a SCIM server would want to read it.</summary>
    public override string ToString()
    {
        string text = $"{Verdict} {Id} {Title}\n    {Request}\n    ref: {(Reference.Length > 0 ? Reference : "-")}";
        text += string.Concat(Reasons.Select(reason => $"\n    - {reason}"));
        return Response is null ? text : $"{text}\n    response ({Response.Status}): {Response.Body[..Math.Min(ShownLength, Response.Body.Length)]}";
    }
}
