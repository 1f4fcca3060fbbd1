using Scim.Benchmarks.Load;

namespace Scim.Benchmarks.Scenarios;

/// <summary>The plans of the scenarios.</summary>
internal static class Plans
{
    /// <summary>POST of a new user each time.</summary>
    public static LoadPlan Create(string token, string root, string prefix) => LoadPlan.Send(
        token, "POST", LoadPlan.Quote($"{root}/Users"), Cut(Bodies.User(prefix + "<>"), "string.format(\"%d\", n)"));

    /// <summary>PATCH of <c>active</c>, user by user; each time round the other value.</summary>
    public static LoadPlan Active(string token, string root, IEnumerable<string> ids) => LoadPlan.Send(
        token, "PATCH", $"{LoadPlan.Quote($"{root}/Users/")} .. ids[n % #ids + 1]",
        $"math.floor(n / #ids) % 2 == 0 and {LoadPlan.Quote(Bodies.Active("false"))} or {LoadPlan.Quote(Bodies.Active("true"))}",
        LoadPlan.List("ids", ids));

    /// <summary>PATCH that adds one member, group by group and user by user; when all are in, it takes them out again.</summary>
    public static LoadPlan Member(string token, string root, IEnumerable<string> groups, IEnumerable<string> users) => LoadPlan.Send(
        token, "PATCH", $"{LoadPlan.Quote($"{root}/Groups/")} .. groups[n % #groups + 1]",
        $"math.floor(n / (#groups * #users)) % 2 == 0 and {Cut(Bodies.Add("<>"), "users[math.floor(n / #groups) % #users + 1]")} or {Cut(Bodies.Remove("<>"), "users[math.floor(n / #groups) % #users + 1]")}",
        $"{LoadPlan.List("groups", groups)}\n{LoadPlan.List("users", users)}");

    // A text with <> where the value of a Lua expression goes.
    private static string Cut(string text, string expression) => $"({string.Join($" .. {expression} .. ", text.Split("<>").Select(LoadPlan.Quote))})";
}
