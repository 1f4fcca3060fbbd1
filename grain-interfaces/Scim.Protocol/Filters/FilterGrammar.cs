using Scim.Protocol.Errors;
using Scim.Protocol.Paths;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Filters;

/// <summary>
/// The recursive descent behind <see cref="FilterParser"/>: a method for each rule of the ABNF. Recursion happens at brackets only, whose depth is
/// limited, so no input exhausts the stack. With an outer attribute it reads the rule valFilter, whose names are sub-attributes.
/// </summary>
internal ref struct FilterGrammar(ResourceType type, AttributePath? outer, string text, FilterLimits limits)
{
    private FilterCursor _cursor = new(text);
    private AttributePath? _outer = outer;
    private int _depth;
    private int _terms;

    /// <summary>The whole text is one filter.</summary>
    internal Filter Complete()
    {
        Filter filter = FilterRule();
        return _cursor.AtEnd ? filter : throw FilterMessages.EndExpected.At(_cursor.Position);
    }

    /// <summary>Whether square brackets may follow <paramref name="path"/>.</summary>
    internal static void RequireFilterable(AttributePath path, int position)
    {
        if (path.Sub is not null) throw FilterMessages.SubAttributeWithBrackets.At(position);
        if (path.Attribute.Type != AttributeType.Complex) throw FilterMessages.NotComplex(path.Attribute.Name).At(position);
    }

    /// <summary>FILTER and valFilter: terms joined by <c>or</c>, the weakest; leaves the cursor at the next token.</summary>
    private Filter FilterRule()
    {
        Filter left = LogExpAnd();
        while (_cursor.TryKeyword("or")) left = new Filter.Or(left, LogExpAnd());
        return left;
    }

    /// <summary>logExp with <c>and</c>, which binds tighter.</summary>
    private Filter LogExpAnd()
    {
        Filter left = Operand();
        while (_cursor.TryKeyword("and")) left = new Filter.And(left, Operand());
        return left;
    }

    /// <summary><c>*1"not" "(" FILTER ")"</c>, valuePath or attrExp.</summary>
    private Filter Operand()
    {
        _cursor.SkipBlanks();
        bool not = _cursor.TryNot();
        Filter operand = _cursor.NextIs('(') ? Group() : AttrExpOrValuePath();
        _cursor.SkipBlanks();
        return not ? new Filter.Not(operand) : operand;
    }

    private Filter Group()
    {
        Enter();
        _cursor.TryTake('(');
        Filter inner = FilterRule();
        if (!_cursor.TryTake(')')) throw FilterMessages.RoundBracketExpected.At(_cursor.Position);
        _depth--;
        return inner;
    }

    private Filter AttrExpOrValuePath()
    {
        int start = _cursor.Position;
        AttributePath path = AttrPath();
        _cursor.SkipBlanks();
        return _cursor.NextIs('[') ? ValuePath(path, start) : AttrExp(path, start);
    }

    /// <summary>
    /// valuePath. <c>emails[type eq "work"].value eq "x"</c> is not in the ABNF, but Entra ID sends it: what follows the brackets is one more
    /// condition on the same value.
    /// </summary>
    private Filter.ValuePath ValuePath(AttributePath path, int start)
    {
        if (_outer is not null) throw FilterMessages.NestedValuePath.At(_cursor.Position);
        RequireFilterable(path, start);
        Enter();
        _cursor.TryTake('[');
        _outer = path;
        Filter inner = FilterRule();
        if (!_cursor.TryTake(']')) throw FilterMessages.SquareBracketExpected.At(_cursor.Position);
        if (_cursor.TryTake('.'))
        {
            int sub = _cursor.Position;
            inner = new Filter.And(inner, AttrExp(AttrPath(), sub));
        }

        _outer = null;
        _depth--;
        return new Filter.ValuePath(path, inner);
    }

    /// <summary>attrExp, after its attrPath.</summary>
    private Filter AttrExp(AttributePath path, int start)
    {
        if (++_terms > limits.MaxTerms) throw new ScimException(ScimErrorKind.TooMany, FilterMessages.TooManyTerms(limits.MaxTerms));
        _cursor.SkipBlanks();
        int position = _cursor.Position;
        if (_cursor.TryKeyword("pr")) return new Filter.Present(path);
        CompareOp op = CompareOperator();
        path = Comparable(path, start);
        if (!CompareOps.IsFor(op, path.Leaf.Type))
            throw FilterMessages.NotComparable(CompareOps.Spell(op), AttributeTypes.Spell(path.Leaf.Type), path.Leaf.Name).At(position);
        _cursor.SkipBlanks();
        return new Filter.Compare(path, op, FilterConstant.Convert(_cursor.CompValue(), path.Leaf, op));
    }

    /// <summary>compareOp.</summary>
    private CompareOp CompareOperator()
    {
        int position = _cursor.Position;
        string word = _cursor.Word().ToString();
        if (word.Length == 0) throw FilterMessages.OperatorExpected.At(position);
        return CompareOps.TryParse(word, out CompareOp op) ? op : throw FilterMessages.UnknownOperator(PathResolver.Quote(word)).At(position);
    }

    /// <summary>attrPath; inside square brackets the name of a sub-attribute.</summary>
    private AttributePath AttrPath()
    {
        int position = _cursor.Position;
        string word = _cursor.Word().ToString();
        if (word.Length == 0) throw FilterMessages.AttributeExpected.At(position);
        AttributePath? path;
        if (_outer is null)
        {
            if (!PathResolver.TryResolve(type, word, out path, out string? problem)) throw problem.At(position);
        }
        else if (_outer.Attribute.Sub(word) is { } sub) path = _outer with { Sub = sub };
        else throw FilterMessages.UnknownSubAttribute(_outer.Attribute.Name, PathResolver.Quote(word)).At(position);

        if (path.Attribute.Returned == Returned.Never || path.Leaf.Returned == Returned.Never)
            throw FilterMessages.NeverReturned(path.Leaf.Name).At(position);
        return path;
    }

    /// <summary>A complex attribute stands for its <c>value</c> in a comparison, as in <c>emails co "example.com"</c>.</summary>
    private static AttributePath Comparable(AttributePath path, int position)
    {
        if (path.Leaf.Type != AttributeType.Complex) return path;
        return path.Sub is null && path.Attribute.Sub("value") is { Type: not AttributeType.Complex, Returned: not Returned.Never } value
            ? path with { Sub = value }
            : throw FilterMessages.NoValue(path.Leaf.Name).At(position);
    }

    private void Enter()
    {
        if (++_depth > limits.MaxDepth) throw FilterMessages.TooDeep(limits.MaxDepth).At(_cursor.Position);
    }
}
