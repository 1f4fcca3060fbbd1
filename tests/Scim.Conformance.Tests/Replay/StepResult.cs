namespace Scim.Conformance.Tests.Replay;

/// <summary>How one step of a file ended.</summary>
public enum StepOutcome
{
    /// <summary>The answer was as expected.</summary>
    Passed,

    /// <summary>It was not, or there was none.</summary>
    Failed,

    /// <summary>
    /// The step did not apply: the server does not announce the feature, or an optional earlier capture is missing.
    /// </summary>
    Skipped,
}

/// <summary>One step's outcome, for the report.</summary>
public sealed record StepResult(
    string Id,
    string Title,
    string Reference,
    string Request,
    StepOutcome Outcome,
    IReadOnlyList<string> Reasons,
    ScimResponse? Response
)
{
    private const int MaxShownLength = 400;

    /// <summary>The outcome as an administrator of a SCIM server would want to read it.</summary>
    public override string ToString()
    {
        string text =
            $"{Outcome} {Id} {Title}\n    {Request}\n    ref: {(Reference.Length > 0 ? Reference : "-")}";
        text += string.Concat(Reasons.Select(reason => $"\n    - {reason}"));
        return Response is null
            ? text
            : $"{text}\n    response ({Response.Status}): {Response.Body[..Math.Min(MaxShownLength, Response.Body.Length)]}";
    }
}
