using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Scim.Conventions;

/// <summary>
/// How methods are named. Not looked at are names that others choose: overrides, names that an interface of the
/// platform dictates (dictatedNames in tests/conventions.json), explicit implementations of interfaces, and tests.
/// </summary>
internal static class MethodNameMetrics
{
    private static readonly string[] Tasks = ["Task", "ValueTask"];

    public static IEnumerable<Metric> Measure(SourceTree tree, ConventionsFile conventions)
    {
        (CSharpFile File, MethodDeclarationSyntax Method)[] methods =
        [
            .. from file in tree.CSharp
            from method in file.Syntax.DescendantNodes().OfType<MethodDeclarationSyntax>()
            where !IsNamedElsewhere(method) && !conventions.DictatedNames.Contains(method.Identifier.Text)
            select (file, method),
        ];
        foreach ((string suffix, Func<CSharpFile, bool> isPart) in Parts())
        {
            (CSharpFile File, MethodDeclarationSyntax Method)[] part = [.. methods.Where(m => isPart(m.File))];
            yield return Metric.CreateShare(
                $"one-word-methods{suffix}",
                "methods whose name is one word, a suffix Async aside",
                part.Length,
                [
                    .. part.Where(m => Words.SplitMethodName(m.Method.Identifier.Text).Length <= 1)
                        .Select(m => CreatePlace(m.File, m.Method)),
                ]
            );
        }

        yield return Metric.CreateCount(
            "methods-named-of",
            "methods called Of",
            [.. methods.Where(m => m.Method.Identifier.Text == "Of").Select(m => CreatePlace(m.File, m.Method))]
        );

        HashSet<string> grainTypes = FindGrainTypes(tree);
        foreach ((string suffix, Func<CSharpFile, bool> isPart) in Parts().Skip(1))
        {
            yield return Metric.CreateCount(
                $"async-suffix-missing{suffix}",
                "methods that return a task and lack the suffix Async, grain interfaces and their implementations aside",
                [
                    .. methods
                        .Where(m => isPart(m.File) && LacksSuffix(m.Method, grainTypes, conventions))
                        .Select(m => CreatePlace(m.File, m.Method)),
                ]
            );
        }
    }

    private static IEnumerable<(string Suffix, Func<CSharpFile, bool> IsPart)> Parts() =>
        [("", _ => true), ("-product", f => !f.IsTest), ("-tests", f => f.IsTest)];

    private static Place CreatePlace(CSharpFile file, MethodDeclarationSyntax method)
    {
        string type = method.Parent is BaseTypeDeclarationSyntax parent ? parent.Identifier.Text + "." : "";
        return file.CreatePlace(method.Identifier, type + method.Identifier.Text);
    }

    private static bool IsNamedElsewhere(MethodDeclarationSyntax method) =>
        method.Modifiers.Any(SyntaxKind.OverrideKeyword)
        || method.ExplicitInterfaceSpecifier is not null
        || method.AttributeLists.SelectMany(l => l.Attributes).Any(a => a.Name.ToString() is "Fact" or "Theory");

    private static bool LacksSuffix(
        MethodDeclarationSyntax method,
        HashSet<string> grainTypes,
        ConventionsFile conventions
    )
    {
        string name = method.Identifier.Text;
        return Tasks.Contains(GetSimpleName(method.ReturnType))
            && !Words.HasAsyncSuffix(name)
            && !(
                method.Parent is BaseTypeDeclarationSyntax type
                && grainTypes.Contains(type.Identifier.Text)
                && IsPublic(method)
            );
    }

    private static bool IsPublic(MethodDeclarationSyntax method) =>
        method.Parent is InterfaceDeclarationSyntax || method.Modifiers.Any(SyntaxKind.PublicKeyword);

    /// <summary>
    /// The names of the grain interfaces, and of what implements or derives from them, however indirectly.
    /// </summary>
    private static HashSet<string> FindGrainTypes(SourceTree tree)
    {
        var bases = tree
            .CSharp.SelectMany(f => f.Syntax.DescendantNodes().OfType<TypeDeclarationSyntax>())
            .Where(t => t.BaseList is not null)
            .Select(t =>
                (Name: t.Identifier.Text, Bases: t.BaseList!.Types.Select(b => GetSimpleName(b.Type)).ToArray())
            )
            .ToArray();
        HashSet<string> grainTypes = [];
        int before;
        do
        {
            before = grainTypes.Count;
            foreach (var type in bases)
            {
                if (type.Bases.Any(b => IsGrainMarker(b) || grainTypes.Contains(b)))
                    grainTypes.Add(type.Name);
            }
        } while (grainTypes.Count > before);
        return grainTypes;
    }

    private static bool IsGrainMarker(string name) =>
        name is "IGrain" or "IGrainService" or "IGrainObserver" or "IGrainBase" or "ISystemTarget"
        || name.StartsWith("IGrainWith", StringComparison.Ordinal);

    private static string GetSimpleName(TypeSyntax type) =>
        type switch
        {
            QualifiedNameSyntax qualified => qualified.Right.Identifier.Text,
            SimpleNameSyntax simple => simple.Identifier.Text,
            NullableTypeSyntax nullable => GetSimpleName(nullable.ElementType),
            _ => type.ToString(),
        };
}
