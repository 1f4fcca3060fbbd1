using System.Reflection;
using System.Reflection.Emit;
using Orleans.Concurrency;
using Scim.GrainInterfaces;
using Scim.Grains.Hosting;

namespace Scim.Grains.Tests.Architecture;

/// <summary>Which grain class calls which grain methods, read from the compiled code.</summary>
/// <remarks>
/// A class counts as a caller of everything that the classes call on whose methods it relies. The result may contain
/// calls that never happen, but misses none that goes through the classes of the product.
/// </remarks>
internal sealed class GrainCallGraph
{
    private const BindingFlags All =
        BindingFlags.Instance
        | BindingFlags.Static
        | BindingFlags.Public
        | BindingFlags.NonPublic
        | BindingFlags.DeclaredOnly;

    private static readonly Assembly[] Assemblies = [typeof(GrainsHosting).Assembly, typeof(ResourceKey).Assembly];

    private static readonly Dictionary<short, OpCode> InstructionsByValue = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(f => (OpCode)f.GetValue(null)!)
        .ToDictionary(o => o.Value);

    private static readonly Type[] ProductTypes = [.. Assemblies.SelectMany(a => a.GetTypes())];

    private readonly Dictionary<Type, HashSet<MethodBase>> _methodsByType = [];

    /// <summary>The grain classes.</summary>
    public IReadOnlyList<Type> GrainClasses { get; } =
    [.. ProductTypes.Where(t => !t.IsAbstract && typeof(Grain).IsAssignableFrom(t))];

    /// <summary>Returns the grain interface methods that a grain class calls.</summary>
    public IReadOnlySet<MethodInfo> FindCalls(Type grainClass)
    {
        var calls = new HashSet<MethodInfo>();
        var visited = new HashSet<Type>();
        var pending = new Stack<Type>();
        pending.Push(grainClass);
        while (pending.TryPop(out Type? type))
        {
            if (!visited.Add(type))
                continue;
            if (type.BaseType is { } parent && ProductTypes.Contains(ToDefinition(parent)))
                pending.Push(ToDefinition(parent));
            foreach (MethodBase method in GetCalledMethods(type))
            {
                Type declaring = ToDefinition(method.DeclaringType!);
                if (method is MethodInfo called && declaring.IsInterface && typeof(IGrain).IsAssignableFrom(declaring))
                    calls.Add(called);
                else if (declaring.IsInterface && ProductTypes.Contains(declaring))
                    foreach (Type implementation in ProductTypes.Where(t => declaring.IsAssignableFrom(t)))
                        pending.Push(implementation);
                else if (ProductTypes.Contains(declaring) && !typeof(Grain).IsAssignableFrom(declaring))
                    pending.Push(declaring);
            }
        }

        return calls;
    }

    /// <summary>Returns the grain classes that a call of the method may reach.</summary>
    public IEnumerable<Type> FindTargets(MethodInfo method) =>
        GrainClasses.Where(c => method.DeclaringType!.IsAssignableFrom(c));

    /// <summary>Whether a call of the method can wait for another call to the same grain.</summary>
    public static bool CanWait(MethodInfo method) => !method.IsDefined(typeof(AlwaysInterleaveAttribute));

    private HashSet<MethodBase> GetCalledMethods(Type type)
    {
        if (_methodsByType.TryGetValue(type, out HashSet<MethodBase>? known))
            return known;
        HashSet<MethodBase> methods =
        [
            .. type.GetMethods(All).Concat<MethodBase>(type.GetConstructors(All)).SelectMany(ReadCalls),
            .. type.GetNestedTypes(All).SelectMany(GetCalledMethods),
        ];
        return _methodsByType[type] = methods;
    }

    private static IEnumerable<MethodBase> ReadCalls(MethodBase method)
    {
        if (method.GetMethodBody()?.GetILAsByteArray() is not { } code)
            yield break;
        Type[] typeArguments = method.DeclaringType!.GetGenericArguments(),
            methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : [];
        for (int position = 0; position < code.Length; )
        {
            short value = code[position++];
            if (value == 0xFE)
                value = unchecked((short)(0xFE00 | code[position++]));
            OpCode instruction = InstructionsByValue[value];
            if (
                instruction.OperandType == OperandType.InlineMethod
                && method.Module.ResolveMethod(BitConverter.ToInt32(code, position), typeArguments, methodArguments)
                    is { DeclaringType: not null } called
            )
                yield return called;
            position += instruction.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, position)),
                _ => 4,
            };
        }
    }

    private static Type ToDefinition(Type type) => type.IsGenericType ? type.GetGenericTypeDefinition() : type;
}
