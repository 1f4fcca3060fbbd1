using Scim.Benchmarks.Load;

namespace Scim.Benchmarks.Scenarios;

/// <summary>Creates the load plans of the scenarios.</summary>
internal static class LoadPlans
{
    /// <summary>Creates a plan of POST requests, each with a new user.</summary>
    public static LoadPlan CreateUsers(string token, string root, string prefix) =>
        LoadPlan.CreateSend(
            token,
            "POST",
            LoadPlan.QuoteLua($"{root}/Users"),
            SplitTemplate(BenchmarkBodies.CreateUser(prefix + "<>"), "string.format(\"%d\", n)")
        );

    /// <summary>
    /// Creates a plan of PATCH requests that set <c>active</c> for each user in turn, with the other value in each
    /// pass.
    /// </summary>
    public static LoadPlan PatchActive(string token, string root, IEnumerable<string> ids) =>
        LoadPlan.CreateSend(
            token,
            "PATCH",
            $"{LoadPlan.QuoteLua($"{root}/Users/")} .. ids[n % #ids + 1]",
            $"math.floor(n / #ids) % 2 == 0 and {LoadPlan.QuoteLua(BenchmarkBodies.PatchActive("false"))} "
                + $"or {LoadPlan.QuoteLua(BenchmarkBodies.PatchActive("true"))}",
            LoadPlan.FormatList("ids", ids)
        );

    /// <summary>
    /// Creates a plan of PATCH requests that add one member each, over all groups and users, and then remove all of
    /// them again.
    /// </summary>
    public static LoadPlan PatchMember(
        string token,
        string root,
        IEnumerable<string> groups,
        IEnumerable<string> users
    ) =>
        LoadPlan.CreateSend(
            token,
            "PATCH",
            $"{LoadPlan.QuoteLua($"{root}/Groups/")} .. groups[n % #groups + 1]",
            $"math.floor(n / (#groups * #users)) % 2 == 0 "
                + $"and {SplitTemplate(BenchmarkBodies.AddMember("<>"), "users[math.floor(n / #groups) % #users + 1]")} "
                + $"or {SplitTemplate(BenchmarkBodies.RemoveMember("<>"), "users[math.floor(n / #groups) % #users + 1]")}",
            $"{LoadPlan.FormatList("groups", groups)}\n{LoadPlan.FormatList("users", users)}"
        );

    // Replaces each <> in the text with the value of a Lua expression.
    private static string SplitTemplate(string text, string expression) =>
        $"({string.Join($" .. {expression} .. ", text.Split("<>").Select(LoadPlan.QuoteLua))})";
}
